export { Auditor } from './auditor.js'
export { isScore } from './validator.js'
