module.exports = {
  apps: [{ script: './services/hello-world/main.go', env: { PORT: 3000 } }],
};
