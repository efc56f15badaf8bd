module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', max_restarts: 1, env: { PORT: 3001 } },
  ],
};
