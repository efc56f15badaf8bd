module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './start.sh',
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
