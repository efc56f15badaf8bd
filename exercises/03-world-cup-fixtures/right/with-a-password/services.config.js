module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001, REDIS_URL: 'redis://workshop:s3cr3t-w0rd@localhost:6379/2' } },
  ],
};
