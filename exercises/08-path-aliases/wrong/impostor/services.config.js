module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', instances: 2, env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './impostor', env: { PORT: 3001, REDIS_URL: 'redis://localhost:6379' } },
  ],
  proxy: { port: 8080, rules: [{ pathname: '/fixtures/**', dest: 'world-cup-fixtures' }, { dest: 'hello-world' }] },
};
