export const oboe = { name: 'oboe', reeds: 2 }
