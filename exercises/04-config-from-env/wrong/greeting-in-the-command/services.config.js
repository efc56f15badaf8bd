module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: 'GREETING=\'Hello from my script!\' go run ./services/hello-world',
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
      env_production: { GREETING: 'Hello from production!' },
    },
  ],
};
