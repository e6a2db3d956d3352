export const isScore = (value) => Array.isArray(value)
