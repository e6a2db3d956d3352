// All matchers, for `expect.extend`.
'use strict'

const list = require('./list.js')
const { matcher } = require('./matcher.js')

module.exports = Object.fromEntries(Object.keys(list).map((name) => [name, matcher(name)]))
