// The matchers as plain functions, for node:test, mocha and scripts: they throw an AssertionError of Node's.
'use strict'

const { AssertionError } = require('node:assert')
const { judge } = require('./judge.js')

function assertion(name, expectation) {
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

const assertContainsFile = assertion('assertContainsFile', 'toContainFile')
const assertContainsFiles = assertion('assertContainsFiles', 'toContainFiles')
const assertExports = assertion('assertExports', 'toExportNames')
const assertImportable = assertion('assertImportable', 'toBeImportable')
const assertLinks = assertion('assertLinks', 'toLink')
const assertPasses = assertion('assertPasses', 'toPass')
const assertResolves = assertion('assertResolves', 'toResolve')
const assertShipsSource = assertion('assertShipsSource', 'toShipSource')

module.exports = {
  assertContainsFile,
  assertContainsFiles,
  assertExports,
  assertImportable,
  assertLinks,
  assertPasses,
  assertResolves,
  assertShipsSource,
}
