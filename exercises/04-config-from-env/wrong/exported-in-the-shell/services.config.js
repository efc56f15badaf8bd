module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: { PORT: 3000 },
      env_production: {},
    },
  ],
};
