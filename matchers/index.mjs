// All matchers, for ES modules.
import matchers from './index.js'

export const {
  toBeImportable,
  toBeInstallable,
  toBeSmallerThan,
  toContainFile,
  toContainFiles,
  toDeclareNames,
  toExportNames,
  toHaveTypes,
  toKeepSurfaceOf,
  toLink,
  toMatchSurface,
  toPass,
  toResolve,
  toShipSource,
} = matchers
