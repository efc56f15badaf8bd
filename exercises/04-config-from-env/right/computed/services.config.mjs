const greetings = { laptop: 'Servus!', production: 'Grüß Gott!' };

const app = {
  name: 'hello-world',
  script: './services/hello-world',
  instances: 2,
  env: { PORT: 3000, GREETING: greetings.laptop },
};
for (const [name, greeting] of Object.entries(greetings)) {
  app[`env_${name}`] = { GREETING: greeting };
}

export default { apps: [app] };
