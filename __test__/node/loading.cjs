'use strict'
// Runs inside an asked Node with --expose-internals: finds the format that Node settles on once it has read the source.
// Internals are loaded when they are needed: Node 18 and 20 break when theirs are loaded in another order than usual.

const fs = require('node:fs')

/** For import. `format` is what resolution knew already, if anything; JSON is given the attribute it wants. */
async function formatOf(url, format) {
  const { defaultLoad } = require('internal/modules/esm/load')
  const attributes = format === 'json' ? { type: 'json' } : {}
  const loaded = await defaultLoad(url, { format, importAttributes: attributes, importAssertions: attributes })
  return loaded.format ?? null
}

/** For require, of a file that no extension and no "type" gives a format: CommonJS, unless Node finds the syntax of a module. */
function detectFormat(file) {
  const { getOptionValue } = require('internal/options')
  const { internalBinding } = require('internal/test/binding')
  if (/\.cjs$/.test(file) || !getOptionValue('--experimental-detect-module')) return 'commonjs'
  const { containsModuleSyntax } = internalBinding('contextify')
  return containsModuleSyntax(fs.readFileSync(file, 'utf8'), file) ? 'module' : 'commonjs'
}

module.exports = { formatOf, detectFormat }
