module.exports = {
  apps: [
    { name: 'hello', script: './services/hello-world', instances: 3, env: { PORT: 3000, REDIS_URL: 'redis://localhost:6379/2' } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
