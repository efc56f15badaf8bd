module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      args: '--port=3000',
      env: { GREETING: 'Hello from my laptop!' },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
