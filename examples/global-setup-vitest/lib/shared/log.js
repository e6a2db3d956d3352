export const log = (...words) => console.error('[orchestra]', ...words)
