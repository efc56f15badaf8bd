module.exports = {
  apps: [
    { name: 'hello-world', script: './start-hello.sh', env: { PORT: 3000 } },
    { name: 'world-cup-fixtures', script: './start-fixtures.sh', env: { PORT: 3001 } },
  ],
};
