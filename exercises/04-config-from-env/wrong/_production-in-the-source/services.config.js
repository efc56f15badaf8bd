module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'cluster',
      instances: 2,

      // What the program is told on every machine.
      env: {
        PORT: 3000,
        GREETING: 'Hello from my laptop!',
      },

      // What differs in production. It is laid over env by: --env production
      env_production: {
        NODE_ENV: 'production',
        GREETING: 'Hello from production!',
      },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: {
        PORT: 3001,
      },
    },
  ],
};
