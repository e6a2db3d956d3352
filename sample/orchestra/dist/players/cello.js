export const cello = { name: 'cello', strings: 4 }
