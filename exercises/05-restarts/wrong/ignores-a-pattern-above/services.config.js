module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: ['services/hello-world'],
      ignore_watch: ['**/services/**', 'docs'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
