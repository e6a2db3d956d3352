// All matchers, for ES modules.
export {
  toBeImportable,
  toContainFile,
  toContainFiles,
  toExportNames,
  toLink,
  toPass,
  toResolve,
  toShipSource,
} from './index.js'
