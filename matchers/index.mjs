// All matchers, for ES modules.
export { toBeImportable, toContainFile, toContainFiles, toExportNames, toLink, toPass, toResolve } from './index.js'
