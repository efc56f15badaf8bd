module.exports = {
  apps: [
    {
      // The name under which it appears in logs and tables.
      name: 'hello-world',

      // The folder of a Go program. The path counts from this file.
      script: './services/hello-world',

      // All that the service needs to know. It has defaults for the rest.
      env: {
        PORT: 3000,
      },
    },
  ],
};
