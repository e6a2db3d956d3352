// The check finds nothing wrong.
'use strict'

module.exports = require('./matcher.js').matcher('toPass')
