export const route = (path) => path.split('/')
