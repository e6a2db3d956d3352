// The recorded surface of a package: the file that `toMatchSurface` compares with, and that the runner's `-u` writes anew.
'use strict'

const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const { dirname } = require('node:path')

/** The file, unless the test names another. */
const FILE = 'surface.json'

/** Each package answers it with the text of such a file; index.js says how. */
const SURFACE = Symbol.for('packproof.surface')

/** The arguments of the addon, with the text of the file. Writes the file where it is to be recorded. */
function recorded(pkg, [file, options, ...more], update) {
  const path = file ?? FILE
  if (typeof path !== 'string') return [path, options, ...more]
  const isToWrite = update === 'all' || (update === 'new' && read(path) === undefined)
  if (isToWrite) write(path, pkg[SURFACE](options))
  return [path, { ...options, text: read(path) }, ...more]
}

/** The runner's mode of writing: `'all'` by its `-u`, `'new'` by default, `'none'` on CI. */
function updateOf(state) {
  // jest and vitest keep it under this name.
  return state?.snapshotState?._updateSnapshot ?? updateOfProcess()
}

/** For plain assertions: `PACKPROOF_UPDATE=1`, or the flag of node:test. */
function updateOfProcess() {
  if (process.env.PACKPROOF_UPDATE === '1' || process.execArgv.includes('--test-update-snapshots')) return 'all'
  return process.env.CI ? 'none' : 'new'
}

function write(path, text) {
  if (read(path) === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

module.exports = { recorded, updateOf }
