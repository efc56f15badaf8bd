import os from 'os';

// One for each core, and at least two.
const instances = Math.max(2, Math.min(4, os.cpus().length));

export default {
  apps: [{ name: 'hello-world', script: './services/hello-world', instances, env: { PORT: 3000 } }],
};
