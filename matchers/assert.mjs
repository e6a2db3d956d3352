// The assertions, for ES modules.
import assertions from './assert.js'

export const {
  assertContainsFile,
  assertContainsFiles,
  assertDeclares,
  assertExports,
  assertHasTypes,
  assertImportable,
  assertInstallable,
  assertKeepsSurfaceOf,
  assertLinks,
  assertMatchesSurface,
  assertPasses,
  assertResolves,
  assertShipsSource,
  assertSmallerThan,
} = assertions
