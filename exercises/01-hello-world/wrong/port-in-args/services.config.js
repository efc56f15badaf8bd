module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', args: '--port 4000' }],
};
