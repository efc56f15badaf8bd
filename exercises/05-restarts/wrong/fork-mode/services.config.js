module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'fork',
      watch: true,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
