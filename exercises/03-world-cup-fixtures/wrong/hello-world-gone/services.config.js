module.exports = {
  apps: [{ name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001 } }],
};
