// The subpath leads to a packed file, perhaps to a certain one.
'use strict'

module.exports = require('./matcher.js').matcher('toResolve')
