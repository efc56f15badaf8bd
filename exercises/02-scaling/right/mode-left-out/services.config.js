module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', instances: 3, env: { PORT: 3000 } }],
};
