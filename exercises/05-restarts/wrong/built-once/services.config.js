module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './start.sh',
      exec_mode: 'cluster',
      watch: ['services/hello-world'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
