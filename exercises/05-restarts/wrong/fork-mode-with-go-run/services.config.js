module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: 'go run ./services/hello-world',
      watch: ['services/hello-world'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
