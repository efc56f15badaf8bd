require('./seen');
setInterval(() => {}, 1e6);
