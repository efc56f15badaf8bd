module.exports = {
  apps: [{ name: 'hello-world', script: './hello.sh', env: { PORT: 3000 } }],
};
