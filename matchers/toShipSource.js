// The source module reaches those who import the package.
'use strict'

module.exports = require('./matcher.js').matcher('toShipSource')
