module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } }],
};
