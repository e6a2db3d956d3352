// Asks the addon, which decides and finds every word.
'use strict'

const { statSync } = require('node:fs')
const { recorded, updateOf } = require('./recorded.js')
const { pathOf, subject } = require('./subject.js')

/** Each package answers it; index.js says how. */
const EXPECT = Symbol.for('packproof.expect')
/** The path that a package was opened from. */
const ORIGIN = Symbol.for('packproof.origin')

/**
 * Judges a package: returns `pass`, and `explain(isColoured)` with `{ message, expected, received }`. `state` is
 * what the runner gives a matcher.
 */
function judge(received, expectation, given, state) {
  switch (expectation) {
    case 'toShipSource':
      return subject(received)[EXPECT](expectation, inProject(received, given))
    case 'toKeepSurfaceOf':
      return ofRelease(received, given)
    case 'toMatchSurface': {
      const pkg = subject(received)
      // What a test expects not to match is not recorded.
      return pkg[EXPECT](expectation, recorded(pkg, given, state?.isNot ? 'none' : updateOf(state)))
    }
    default:
      return subject(received)[EXPECT](expectation, given)
  }
}

/** The older release is opened here, and goes beside the arguments. */
function ofRelease(received, [old, ...more]) {
  const older = old === undefined || old === null ? undefined : subject(old)
  return subject(received)[EXPECT]('toKeepSurfaceOf', [null, ...more], older)
}

/** The sources are those of the folder that is asked about, unless the test names another. */
function inProject(received, [source, options, ...more]) {
  const origin = received?.[ORIGIN] ?? pathOf(received)
  const isFolder = typeof origin === 'string' && statSync(origin, { throwIfNoEntry: false })?.isDirectory()
  return isFolder ? [source, { project: origin, ...options }, ...more] : [source, options, ...more]
}

module.exports = { judge }
