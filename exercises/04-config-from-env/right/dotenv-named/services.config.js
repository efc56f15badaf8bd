module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env_file: '.env',
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
