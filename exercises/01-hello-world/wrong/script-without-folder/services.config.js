module.exports = {
  apps: [{ name: 'hello-world', script: 'hello-world', env: { PORT: 3000 } }],
};
