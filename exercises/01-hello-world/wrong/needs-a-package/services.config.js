require('dotenv').config();

module.exports = {
  apps: [{ name: 'hello-world', script: './services/hello-world', env: { PORT: process.env.PORT } }],
};
