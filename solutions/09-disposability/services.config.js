module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      exec_mode: 'cluster',
      watch: true,
      // A request in flight may need a few seconds. PM2's 1600 ms are too short.
      kill_timeout: 5000,
      env: {
        PORT: 3000,
        GREETING: 'Hello from my laptop!',
        REDIS_URL: 'redis://localhost:6379',
      },
      env_production: {
        GREETING: 'Hello from production!',
      },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: {
        PORT: 3001,
        REDIS_URL: 'redis://localhost:6379',
      },
    },
  ],
  // One front door for both. The first rule that matches wins.
  proxy: {
    port: 8080,
    rules: [
      { pathname: '/fixtures/**', dest: 'world-cup-fixtures' },
      { dest: 'hello-world' },
    ],
  },
};
