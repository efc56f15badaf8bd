module.exports = {
  apps: [
    { name: 'hello', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'matches', script: './start.sh', env: { PORT: 3001 } },
  ],
};
