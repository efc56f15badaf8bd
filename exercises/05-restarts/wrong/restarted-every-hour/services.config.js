module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      cron_restart: '0 * * * *',
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
