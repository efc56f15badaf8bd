require('./seen');
require('http')
  .createServer((_, answer) => answer.end(process.env.NODE_APP_INSTANCE))
  .listen(process.env.PORT, '127.0.0.1');
