module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', instances: 2, env_file: '.hello.env' }],
};
