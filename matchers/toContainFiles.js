// All these files are packed.
'use strict'

module.exports = require('./matcher.js').matcher('toContainFiles')
