module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: true,
      watch_delay: 60000,
      exp_backoff_restart_delay: 100,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
