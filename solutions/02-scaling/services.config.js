module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',

      // Several processes of one program. The runner listens on PORT, and gives
      // each of them a PORT of its own behind it.
      exec_mode: 'cluster',
      instances: 2,

      env: {
        PORT: 3000,
      },
    },
  ],
};
