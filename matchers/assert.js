// The matchers as plain functions, for node:test, mocha and scripts: they throw an AssertionError of Node's.
'use strict'

const { AssertionError } = require('node:assert')
const { judge } = require('./judge.js')
const list = require('./list.js')

function assertion(name, expectation) {
  // A method has the name of its key, which stacks show.
  const check = {
    [name](pkg, ...given) {
      const { pass, explain } = judge(pkg, expectation, given)
      if (pass) return
      const { message, expected, received } = explain(false)
      throw new AssertionError({ message, actual: received, expected, operator: name, stackStartFn: check[name] })
    },
  }
  return check[name]
}

module.exports = Object.fromEntries(
  Object.entries(list).map(([expectation, name]) => [name, assertion(name, expectation)]),
)
