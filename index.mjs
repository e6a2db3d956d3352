// The functions of index.js for ES modules.
export { check, checkSync, diff, diffSync, open, openSync, pack, smoke, trace, traceSync } from './index.js'
