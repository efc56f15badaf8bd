module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, health: '/health', env: { PORT: 3000 } },
  ],
};
