module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', instance: 2, env: { PORT: 3000 } }],
};
