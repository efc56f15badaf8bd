module.exports = {
  apps: [{ name: 'my first service', script: './services/hello-world', env: { PORT: 8080 } }],
};
