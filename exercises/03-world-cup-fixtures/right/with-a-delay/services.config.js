module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', restart_delay: 3000, env: { PORT: 3001 } },
  ],
};
