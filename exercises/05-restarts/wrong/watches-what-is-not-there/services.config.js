module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: ['src'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
