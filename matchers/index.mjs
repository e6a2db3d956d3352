// All matchers, for ES modules.
import matchers from './index.js'

export const {
  toBeImportable,
  toContainFile,
  toContainFiles,
  toExportNames,
  toLink,
  toPass,
  toResolve,
  toShipSource,
} = matchers
