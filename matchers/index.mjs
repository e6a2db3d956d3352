// All matchers, for ES modules.
import matchers from './index.js'

export const {
  toBeImportable,
  toContainFile,
  toContainFiles,
  toExportNames,
  toKeepSurfaceOf,
  toLink,
  toMatchSurface,
  toPass,
  toResolve,
  toShipSource,
} = matchers
