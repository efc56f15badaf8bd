module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: { PORT: 3000 },
      env_production: { GREETING: 'Hello from production!' },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: { PORT: 3001, GREETING: 'Hello from my laptop!' },
    },
  ],
};
