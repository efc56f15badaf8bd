module.exports = {
  apps: [{ name: 'hello-world', script: 'go', args: 'run ./services/hello-world', env: { PORT: 3000 } }],
};
