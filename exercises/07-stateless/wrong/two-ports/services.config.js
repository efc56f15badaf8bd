module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', exec_mode: 'fork', instances: 2, increment_var: 'PORT', env: { PORT: 3010, REDIS_URL: 'redis://localhost:6379' } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
};
