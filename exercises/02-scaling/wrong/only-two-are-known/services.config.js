module.exports = {
  apps: [{ name: 'hello-world', script: './start.sh', instances: 2, env: { PORT: 3000 } }],
};
