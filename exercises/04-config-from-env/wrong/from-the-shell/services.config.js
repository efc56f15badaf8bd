module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: { PORT: 3000, GREETING: process.env.GREETING },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
