module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './front', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
