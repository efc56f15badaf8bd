module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
