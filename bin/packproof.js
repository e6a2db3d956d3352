#!/usr/bin/env node
process.exitCode = require('../native.cjs').run(process.argv.slice(2))
