module.exports = {
  apps: [
    { name: 'hello-world', script: './tidy', instances: 2, kill_timeout: 15000, env: { PORT: 3000, REDIS_URL: 'redis://localhost:6379' } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
