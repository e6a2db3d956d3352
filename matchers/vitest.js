// Extends vitest's `expect` from CommonJS, where vitest itself cannot be required.
'use strict'

const matchers = require('./index.js')

/** The key under which vitest keeps the `expect` of the test that runs, with or without `globals`. */
const expect = globalThis[Symbol.for('expect-global')] ?? globalThis.expect

if (typeof expect?.extend !== 'function') {
  throw new Error("packproof/vitest extends the expect of vitest, which is not running here; vitest can be imported, not required: import 'packproof/vitest'")
}
expect.extend(matchers)
