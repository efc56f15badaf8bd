module.exports = {
  apps: [
    {
      name: 'both',
      script: 'PORT=3001 go run ./services/world-cup-fixtures & go run ./services/hello-world',
      env: { PORT: 3000 },
    },
  ],
};
