// The same functions for ES modules.
export { check, checkSync, open, openSync, pack, smoke, trace, traceSync } from './index.js'
