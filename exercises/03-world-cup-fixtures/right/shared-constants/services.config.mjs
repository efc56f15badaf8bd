import { ports } from './ports.mjs';

const apps = Object.entries(ports).map(([name, PORT]) => ({ name, script: `./services/${name}`, env: { PORT } }));

export default { apps };
