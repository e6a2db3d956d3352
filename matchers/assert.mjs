// The assertions, for ES modules.
import assertions from './assert.js'

export const {
  assertContainsFile,
  assertContainsFiles,
  assertDeclares,
  assertExports,
  assertHasTypes,
  assertImportable,
  assertKeepsSurfaceOf,
  assertLinks,
  assertMatchesSurface,
  assertPasses,
  assertResolves,
  assertShipsSource,
} = assertions
