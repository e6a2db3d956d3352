// The subpath, or every entry point, resolves and links.
'use strict'

module.exports = require('./matcher.js').matcher('toBeImportable')
