module.exports = {
  apps: [{ name: 'hello-world', script: './_hello-world', env: { PORT: 3000 } }],
};
