// Asks the addon, which decides and finds every word.
'use strict'

const { subject } = require('./subject.js')

/** Each package answers it; index.js says how. */
const EXPECT = Symbol.for('packproof.expect')

/** Whether a package is as expected: `{ pass, message, expected, received }`. */
function judge(received, expectation, given, isColoured = false) {
  return subject(received)[EXPECT](expectation, given, isColoured)
}

module.exports = { judge }
