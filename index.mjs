// The same functions for ES modules.
export { check, checkSync, open, openSync, pack, trace, traceSync } from './index.js'
