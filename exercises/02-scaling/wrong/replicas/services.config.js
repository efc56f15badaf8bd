module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', replicas: 2, env: { PORT: 3000 } }],
};
