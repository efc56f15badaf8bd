export const apps = [{ name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 } }];

export default { apps };
