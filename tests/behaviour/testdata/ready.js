// Says that it is ready after a while, and notes that in TMPDIR/ready first.
require('./seen');
setTimeout(() => {
  require('fs').writeFileSync(process.env.TMPDIR + '/ready', '');
  process.send('ready');
}, 400);
setInterval(() => {}, 1e6);
