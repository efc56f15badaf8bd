module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', exp_backoff_restart_delay: 100, env: { PORT: 3001 } },
  ],
};
