// The same functions for ES modules.
export { check, checkSync, open, openSync } from './index.js'
