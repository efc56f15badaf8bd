const watched = { watch: true, ignore_watch: ['**/testdata/**'], kill_timeout: 5000 };

export default {
  apps: [
    { name: 'fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001 }, ...watched },
    { name: 'hello', script: './services/hello-world', instances: 2, env: { PORT: 3000 }, ...watched },
  ],
};
