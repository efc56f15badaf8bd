module.exports = {
  apps: [{ name: 'hello-world', script: './services', env: { PORT: 3000 } }],
};
