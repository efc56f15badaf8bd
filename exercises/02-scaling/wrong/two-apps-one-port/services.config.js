const hello = { script: './services/hello-world', env: { PORT: 3000 } };

module.exports = {
  apps: [{ name: 'hello-1', ...hello }, { name: 'hello-2', ...hello }],
};
