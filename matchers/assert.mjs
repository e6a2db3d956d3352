// The same functions for ES modules.
export {
  assertContainsFile,
  assertContainsFiles,
  assertExports,
  assertImportable,
  assertLinks,
  assertPasses,
  assertResolves,
  assertShipsSource,
} from './assert.js'
