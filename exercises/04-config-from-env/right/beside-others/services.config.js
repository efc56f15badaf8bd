module.exports = {
  apps: [
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' },
      env_production: { REDIS_URL: 'redis://redis.example.com:6379' },
    },
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'cluster',
      instances: 3,
      env: { PORT: 3000, GREETING: 'Hello from my laptop!', REDIS_URL: 'redis://localhost:6379' },
      env_production: { GREETING: 'Hello from production!', REDIS_URL: 'redis://redis.example.com:6379' },
    },
  ],
};
