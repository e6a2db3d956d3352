// The import or require statement links.
'use strict'

module.exports = require('./matcher.js').matcher('toLink')
