module.exports = {
  apps: [{ name: 'hello-world', cwd: './services/hello-world', script: '.', env: { PORT: 3000 } }],
};
