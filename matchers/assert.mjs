// The assertions, for ES modules.
import assertions from './assert.js'

export const {
  assertContainsFile,
  assertContainsFiles,
  assertExports,
  assertImportable,
  assertLinks,
  assertPasses,
  assertResolves,
  assertShipsSource,
} = assertions
