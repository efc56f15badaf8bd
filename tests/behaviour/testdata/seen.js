// What a process says of itself when it begins: see app_test.go.
const fs = require('fs');
const path = require('path');
const file = path.join(process.env.TMPDIR, 'seen', process.pid + '.json');
fs.writeFileSync(file + '.new', JSON.stringify({
  Pid: process.pid,
  At: Date.now(),
  Args: process.argv.slice(2),
  Cwd: process.cwd(),
  Env: process.env,
  Flags: process.execArgv,
}));
fs.renameSync(file + '.new', file);
