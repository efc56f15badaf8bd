module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', exec_mode: 'fork', instances: 2, env: { PORT: 3000 } },
  ],
};
