module.exports = {
  apps: [{ name: 'hello-world', script: './impostor', env: { PORT: 3000 } }],
};
