// A matcher for `expect.extend`, as jest and vitest call it.
'use strict'

const { judge } = require('./judge.js')

function matcher(expectation) {
  const match = {
    [expectation](received, ...given) {
      const { pass, explain } = judge(received, expectation, given, this)
      return { pass, message: () => `${title(this, expectation, given)}\n\n${explain(isColoured(this.utils)).message}` }
    },
  }
  return match[expectation]
}

/** Tells whether the runner colours what it prints. */
function isColoured(utils) {
  return utils.EXPECTED_COLOR('x') !== 'x'
}

/** The assertion, in the runner's own style. */
function title({ utils, isNot, promise }, expectation, given) {
  const shown = given.map((argument) => utils.stringify(argument)).join(', ')
  return utils.matcherHint(expectation, 'package', shown, { isNot, promise })
}

module.exports = { matcher }
