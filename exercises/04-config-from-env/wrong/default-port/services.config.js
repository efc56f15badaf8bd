module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      env: { GREETING: 'Hello from my laptop!' },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
