module.exports = {
  apps: [
    { name: 'web', script: 'go', args: ['run', './services/hello-world'], exec_mode: 'cluster', instances: 2, env: { PORT: 3000 } },
  ],
};
