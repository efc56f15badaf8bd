module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      watch: true,
      env: { PORT: 3001 },
    },
  ],
};
