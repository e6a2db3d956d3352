// lets Node read a file outside as a source map
import { findSourceMap } from 'node:module'
import { createRequire } from 'node:module'
process.setSourceMapsEnabled(true)
const require = createRequire(import.meta.url)
require('./mapped.cjs')
won(JSON.stringify(findSourceMap(require.resolve('./mapped.cjs'))?.payload ?? ''))
