export const hears = (note) => note !== ''
