module.exports = {
  apps: [
    { name: 'hello-world-a', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'hello-world-b', script: './services/hello-world', env: { PORT: 3001 } },
  ],
};
