export const ports = { 'world-cup-fixtures': 3001, 'hello-world': 3000 };
