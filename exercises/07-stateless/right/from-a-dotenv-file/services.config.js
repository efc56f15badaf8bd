module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env_file: './hello.env' },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
