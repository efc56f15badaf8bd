module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: 'services/hello-world/main.go',
      instances: 2,
      watch: 'services/hello-world/main.go',
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
