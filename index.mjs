// The same functions for ES modules.
export { check, checkSync, open, openSync, trace, traceSync } from './index.js'
