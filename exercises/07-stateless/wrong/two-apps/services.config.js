module.exports = {
  apps: [
    { name: 'hello-a', script: './services/hello-world', env: { PORT: 3000, REDIS_URL: 'redis://localhost:6379/0' } },
    { name: 'hello-b', script: './services/hello-world', env: { PORT: 3002, REDIS_URL: 'redis://localhost:6379/1' } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
