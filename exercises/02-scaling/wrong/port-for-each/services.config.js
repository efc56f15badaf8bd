module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'fork',
      instances: 3,
      increment_var: 'PORT',
      env: { PORT: 3000 },
    },
  ],
};
