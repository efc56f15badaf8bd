module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://ada:s%40cret%2Fword@redis.example:6390/2' } },
  ],
};
