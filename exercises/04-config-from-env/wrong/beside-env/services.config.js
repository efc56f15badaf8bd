module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      GREETING: 'Hello from my laptop!',
      env: { PORT: 3000 },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
