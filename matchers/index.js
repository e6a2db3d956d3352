// All matchers, for `expect.extend`.
'use strict'

const toBeImportable = require('./toBeImportable.js')
const toContainFile = require('./toContainFile.js')
const toContainFiles = require('./toContainFiles.js')
const toExportNames = require('./toExportNames.js')
const toLink = require('./toLink.js')
const toPass = require('./toPass.js')
const toResolve = require('./toResolve.js')
const toShipSource = require('./toShipSource.js')

module.exports = {
  toBeImportable,
  toContainFile,
  toContainFiles,
  toExportNames,
  toLink,
  toPass,
  toResolve,
  toShipSource,
}
