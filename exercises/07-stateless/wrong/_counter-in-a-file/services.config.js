module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
