module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', env: { PORT: 80000 } }],
};
