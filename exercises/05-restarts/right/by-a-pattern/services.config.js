module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: ['services/**/*.go'],
      watch_delay: 200,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
