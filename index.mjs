// The same functions for ES modules.
export { check, checkSync, open, openSync, pack, smoke } from './index.js'
