module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: true,
      ignore_watch: ['services'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
