module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'cluster',
      instances: 2,

      // A saved source is built again, and takes over from what runs.
      watch: true,

      // What the program is told on every machine.
      env: {
        PORT: 3000,
        GREETING: 'Hello from my laptop!',

        // Where the visits are counted: outside of the processes, for all of them.
        REDIS_URL: 'redis://localhost:6379',
      },

      // What differs in production. It is laid over env by: --env production
      env_production: {
        GREETING: 'Hello from production!',
      },
    },
    {
      name: 'world-cup-fixtures',
      script: './services/world-cup-fixtures',
      env: {
        PORT: 3001,

        // Where the matches are kept. Another Redis is another value here.
        REDIS_URL: 'redis://localhost:6379',
      },
    },
  ],
};
