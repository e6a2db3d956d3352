// The package that an assertion is about. It is opened once for each path and content, so that a hundred assertions on
// one tarball open it once, and one that has changed is opened anew.
'use strict'

const { createHash } = require('node:crypto')
const { lstatSync, readFileSync, readdirSync, statSync } = require('node:fs')
const { join, resolve } = require('node:path')
const { fileURLToPath } = require('node:url')
const { isPromise, isUint8Array } = require('node:util').types
const { openSync } = require('../index.js')

/** The packages opened last, by what they were opened from. */
const opened = new Map()
const KEPT = 8

/** The folders that a project has beside its own files; none of them is packed by default. */
const NOT_PACKED = new Set(['.git', 'node_modules'])
const NOT_PACKED_BESIDE_BUNDLED = new Set(['.git', '.cache'])

function subject(input) {
  if (isPromise(input)) throw invalid('expected a package, not a Promise of one: await it first, or write expect(…).resolves')
  const identity = identityOf(input)
  if (identity === null) return openSync(input)
  const pkg = opened.get(identity) ?? openSync(input)
  opened.delete(identity)
  opened.set(identity, pkg)
  // A Map keeps the order of insertion, so its first key was asked for longest ago.
  if (opened.size > KEPT) opened.delete(opened.keys().next().value)
  return pkg
}

/** A key that stays the same as long as the input does; `null` where that is not known. */
function identityOf(input) {
  if (isUint8Array(input)) return `bytes ${createHash('sha256').update(input).digest('hex')}`
  const path = pathOf(input)
  // `bigint` for nanoseconds: a test may change a file twice in a millisecond.
  const stat = path && statSync(path, { bigint: true, throwIfNoEntry: false })
  if (!stat) return null
  const content = stat.isDirectory() ? contentOf(path) : stateOf(stat)
  return `file ${resolve(path)} ${content}`
}

function pathOf(input) {
  if (typeof input === 'string') return input
  if (typeof input?.href !== 'string') return null
  try {
    return fileURLToPath(input.href)
  } catch {
    return null
  }
}

function stateOf({ dev, ino, size, mtimeNs, ctimeNs }) {
  // ctime, too, as a program can set the time of the last change.
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}

/** The state of every file below a folder that may be packed. */
function contentOf(folder) {
  const hash = createHash('sha256')
  const notPacked = bundles(folder) ? NOT_PACKED_BESIDE_BUNDLED : NOT_PACKED
  const open = [folder]
  while (open.length > 0) {
    const below = open.pop()
    for (const entry of readdirSync(below, { withFileTypes: true })) {
      if (notPacked.has(entry.name)) continue
      const path = join(below, entry.name)
      if (entry.isDirectory()) open.push(path)
      else hash.update(`${path}\0${stateOf(lstatSync(path, { bigint: true }))}\0`)
    }
  }
  return hash.digest('hex')
}

/** Whether dependencies are packed, too, which lie somewhere in node_modules. */
function bundles(folder) {
  try {
    const { bundleDependencies, bundledDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8').replace(/^\uFEFF/, ''))
    return [bundleDependencies, bundledDependencies].some((bundled) => bundled === true || bundled?.length > 0)
  } catch {
    return false
  }
}

function invalid(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_PACKPROOF_INVALID_ARGUMENT' })
}

module.exports = { pathOf, subject }
