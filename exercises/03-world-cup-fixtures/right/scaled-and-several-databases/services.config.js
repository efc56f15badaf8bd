module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000, REDIS_URL: 'redis://ada:secret@localhost:6379/1' } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', instances: 2, env: { PORT: 3001, REDIS_URL: 'redis://localhost:6380/2' } },
  ],
};
