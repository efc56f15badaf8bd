module.exports = {
  apps: [{ name: 'hello-world', script: 'go run ./services/hello-world', env: { PORT: 3000 } }],
};
