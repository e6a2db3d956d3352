// The matchers, and the name of each as a plain assertion. Everything else follows from this list; what must name them once
// more (index.mjs, assert.mjs and the declarations, for those who read them without running them) is compared with it.
'use strict'

module.exports = {
  toBeImportable: 'assertImportable',
  toBeInstallable: 'assertInstallable',
  toBeSmallerThan: 'assertSmallerThan',
  toContainFile: 'assertContainsFile',
  toContainFiles: 'assertContainsFiles',
  toDeclareNames: 'assertDeclares',
  toExportNames: 'assertExports',
  toHaveTypes: 'assertHasTypes',
  toKeepSurfaceOf: 'assertKeepsSurfaceOf',
  toLink: 'assertLinks',
  toMatchSurface: 'assertMatchesSurface',
  toPass: 'assertPasses',
  toResolve: 'assertResolves',
  toShipSource: 'assertShipsSource',
}
