module.exports = {
  apps: [{ name: 'hello-world', scirpt: './services/hello-world', env: { PORT: 3000 } }],
};
