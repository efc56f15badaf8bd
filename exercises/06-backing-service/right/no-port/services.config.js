module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000 } },
    { script: './services/world-cup-fixtures', env: { REDIS_URL: 'redis://localhost' } },
  ],
};
