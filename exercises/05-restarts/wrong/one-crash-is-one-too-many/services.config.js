module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: true,
      max_restarts: 1,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
