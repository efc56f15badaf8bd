module.exports = {
  apps: [
    { name: 'redis', script: './services/redis', env: { PORT: 6379 } },
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000 } },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      exp_backoff_restart_delay: 100,
      env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' },
    },
  ],
};
