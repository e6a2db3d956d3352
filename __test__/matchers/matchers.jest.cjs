// Tests the matchers under jest.
'use strict'

require('packproof/jest')
const { promises } = require('./matchers.cjs')

for (const [title, holds] of Object.entries(promises({ expect, Error, TypeError }))) test(title, holds)
