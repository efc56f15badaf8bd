module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      env: {
        PORT: 3000,
        GREETING: process.env.NODE_ENV === 'production' ? 'Hello from production!' : 'Hello from my laptop!',
      },
    },
  ],
};
