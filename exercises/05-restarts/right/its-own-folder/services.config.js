module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 3,
      watch: ['services/hello-world'],
      ignore_watch: ['*_test.go'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
