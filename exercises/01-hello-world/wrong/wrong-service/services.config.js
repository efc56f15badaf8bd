module.exports = {
  apps: [{ name: 'hello-world', script: './services/world-cup-fixtures', env: { PORT: 3000 } }],
};
