module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      env: { PORT: 3000, REDIS_URL: 'redis:localhost' },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' },
    },
  ],
};
