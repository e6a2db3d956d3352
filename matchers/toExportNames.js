// These names can be imported from the subpath.
'use strict'

module.exports = require('./matcher.js').matcher('toExportNames')
