const shared = { REDIS_URL: 'redis://localhost:6379' };
const app = (name, PORT, rest) => ({ name, script: `./services/${name}`, restart_delay: 300, env: { ...shared, PORT }, ...rest });

export default [app('world-cup-fixtures', 3001), app('hello-world', 3000, { instances: 4 })];
