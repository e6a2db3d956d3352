// The matchers as plain functions, for node:test, mocha and scripts: they throw an AssertionError of Node's.
'use strict'

const { AssertionError } = require('node:assert')
const { judge } = require('./judge.js')

function assertion(name, expectation) {
  const check = {
    [name](pkg, ...given) {
      const { pass, message, expected, received } = judge(pkg, expectation, given)
      if (pass) return
      throw new AssertionError({ message, actual: received, expected, operator: name, stackStartFn: check[name] })
    },
  }
  return check[name]
}

module.exports = {
  assertContainsFile: assertion('assertContainsFile', 'toContainFile'),
  assertContainsFiles: assertion('assertContainsFiles', 'toContainFiles'),
  assertExports: assertion('assertExports', 'toExportNames'),
  assertImportable: assertion('assertImportable', 'toBeImportable'),
  assertLinks: assertion('assertLinks', 'toLink'),
  assertPasses: assertion('assertPasses', 'toPass'),
  assertResolves: assertion('assertResolves', 'toResolve'),
}
