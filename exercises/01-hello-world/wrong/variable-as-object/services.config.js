module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', env: { PORT: { value: 3000 } } }],
};
