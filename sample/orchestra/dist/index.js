export { cello } from './players/cello.js'
export { oboe } from './players/oboe.js'
export { percussion } from './percussion.js'
export { tune } from './tuning.js'
