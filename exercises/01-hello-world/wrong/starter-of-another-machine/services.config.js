module.exports = {
  apps: [{ name: 'hello-world', script: './start', env: { PORT: 3000 } }],
};
