module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', env: { port: 4000 } }],
};
