// Tests the API in CommonJS, under Node's own runner.
'use strict'

const test = require('node:test')
const { promises } = require('./api.cjs')

for (const [title, holds] of Object.entries(promises(require('packproof'), globalThis))) test(title, holds)
