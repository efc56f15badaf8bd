const { ports, service } = require('./settings');

module.exports = {
  apps: [{ ...service('hello-world'), env: { PORT: ports.hello } }],
};
