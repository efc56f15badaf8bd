module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: { watch: true, PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
