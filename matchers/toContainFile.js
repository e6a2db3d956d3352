// The file is packed.
'use strict'

module.exports = require('./matcher.js').matcher('toContainFile')
