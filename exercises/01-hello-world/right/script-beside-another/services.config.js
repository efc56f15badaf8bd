module.exports = {
  apps: [
    { name: 'clock', script: './tick.sh' },
    { name: 'web', script: './web.sh', env: { PORT: 3000 } },
  ],
};
