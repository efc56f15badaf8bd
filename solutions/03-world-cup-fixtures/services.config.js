module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'cluster',
      instances: 2,
      env: {
        PORT: 3000,
      },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: {
        PORT: 3001,
        // No REDIS_URL: this service has lost its backing service, and says so.
      },
    },
  ],
};
