const os = require('os');
const path = require('path');

const folder = path.join(__dirname, 'services');
const app = (name, port) => ({
  name,
  script: path.join(folder, name),
  env: { PORT: port, GREETING: `Hello from ${os.platform()}` },
});

module.exports = { apps: [app('hello-world', 3000)] };
