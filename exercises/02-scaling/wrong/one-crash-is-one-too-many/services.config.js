module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, max_restarts: 1, env: { PORT: 3000 } },
  ],
};
