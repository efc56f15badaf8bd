module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      autorestart: false, // a crash should be seen, not hidden
      env: { PORT: 3000 },
    },
  ],
};
