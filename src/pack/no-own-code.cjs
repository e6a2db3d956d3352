// A plugin for yarn 2 and newer that is loaded before those of the project: no other file is loaded after it, and every
// script ends at once, and well.
const Module = require('node:module')

const load = Module._load

Module._load = function (request) {
  if (Module.isBuiltin(request) || request === __filename) return load.apply(this, arguments)
  return { name: `packproof-leaves-out-${request}`, factory: () => ({}) }
}

module.exports = {
  name: 'packproof-no-own-code',
  factory: () => ({ hooks: { wrapScriptExecution: async () => async () => 0 } }),
}
