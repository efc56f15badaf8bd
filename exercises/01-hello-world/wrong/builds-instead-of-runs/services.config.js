module.exports = {
  apps: [{ name: 'hello-world', script: 'go', args: 'build -o hello-world.bin ./services/hello-world', env: { PORT: 3000 } }],
};
