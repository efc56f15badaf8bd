module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', stop_exit_codes: [69, 78], env: { PORT: 3001 } },
  ],
};
