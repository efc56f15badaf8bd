module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'cluster_mode',
      instances: 2,
      restart_delay: 4000,
      instance_var: 'INSTANCE_ID',
      env: { PORT: 3000 },
    },
  ],
};
