// Asks the addon, which decides and finds every word.
'use strict'

const { statSync } = require('node:fs')
const { subject } = require('./subject.js')

/** Each package answers it; index.js says how. */
const EXPECT = Symbol.for('packproof.expect')

/** Whether a package is as expected: `pass`, and `explain(isColoured)` with `{ message, expected, received }`. */
function judge(received, expectation, given) {
  const asked = expectation === 'toShipSource' ? inProject(received, given) : given
  return subject(received)[EXPECT](expectation, asked)
}

/** The sources are those of the folder that is asked about, unless the test names another. */
function inProject(received, [source, options, ...more]) {
  if (typeof received !== 'string' || !statSync(received, { throwIfNoEntry: false })?.isDirectory()) return [source, options, ...more]
  return [source, { project: received, ...options }, ...more]
}

module.exports = { judge }
