module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', instances: 'two', env: { PORT: 3000 } }],
};
