// Extends jest's `expect`, injected or not.
'use strict'

require('@jest/globals').expect.extend(require('./index.js'))
