module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', exec_mode: 'cluster', instances: 1, env: { PORT: 3000 } },
  ],
};
