module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000, GREETING: 'Hello from my laptop!' } },
    { name: 'hello-production', script: './services/hello-world', env: { PORT: 3100, GREETING: 'Hello from production!' } },
  ],
};
