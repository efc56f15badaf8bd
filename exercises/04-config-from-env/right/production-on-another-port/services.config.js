module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
      env_production: { PORT: 8000, GREETING: 'Hello from production!' },
    },
  ],
};
