module.exports = {
  apps: [{ name: 'hello-world', script: './service/hello-world', env: { PORT: 3000 } }],
};
