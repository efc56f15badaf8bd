exports.ports = { hello: 3000 };

exports.service = (name) => ({ name, script: `./services/${name}` });
