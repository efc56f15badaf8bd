const hello = { name: 'hello-world', script: './services/hello-world' };

module.exports = {
  apps: [{ ...hello, env: { PORT: 3000 } }, { ...hello, env: { PORT: 3001 } }],
};
