module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      env: { PORT: 3000, FIXTURES: './services/world-cup-fixtures', FIXTURES_PORT: 3001 },
    },
  ],
};
