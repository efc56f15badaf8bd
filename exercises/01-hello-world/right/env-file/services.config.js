module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', env_file: './hello.env' }],
};
