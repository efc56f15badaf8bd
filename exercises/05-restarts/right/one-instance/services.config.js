module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 1,
      exec_mode: 'cluster',
      watch: true,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
