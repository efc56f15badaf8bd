const redis = { REDIS_URL: process.env.REDIS_URL || 'redis://localhost:6379' };

export default {
  apps: [
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, ...redis } },
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000, ...redis } },
  ],
};
