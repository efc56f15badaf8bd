module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      instances: 2,
      watch: true,
      ignore_watch: ['docs', 'services/world-cup-fixtures', '**/testdata', '*_test.go'],
      env: { PORT: 3000, GREETING: 'Hello from my laptop!' },
    },
  ],
};
