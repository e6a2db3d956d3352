// Fetches the corpus with `npm pack`, verifies it and lays it out for Node. `fetch.mjs --pin NAME@VERSION…` adds to the list.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheDir, folderOf, listFile, packages, rootOf, tarballOf } from './packages.mjs'

/** Brings every package of the list here and unpacks it. */
export function fetchAll(entries = packages()) {
  fetchTarballs(entries)
  for (const entry of entries) layOut(entry)
  return entries
}

/** Tarballs that are here already cost only the check of their integrity. */
export function fetchTarballs(entries) {
  mkdirSync(cacheDir, { recursive: true })
  const absent = entries.filter((entry) => !isIntact(entry))
  for (let at = 0; at < absent.length; at += 10) pack(absent.slice(at, at + 10).map(({ name, version }) => `${name}@${version}`))
  const wrong = entries.filter((entry) => !isIntact(entry))
  if (wrong.length) throw new Error(`not what the list says: ${wrong.map(({ name, version }) => `${name}@${version}`).join(', ')}`)
}

/** `npm pack` of some specs into the cache; what npm says of each. */
function pack(specs) {
  console.error(`npm pack ${specs.join(' ')}`)
  const args = ['pack', ...specs, '--json', '--ignore-scripts', '--pack-destination', cacheDir]
  const said = execFileSync('npm', args, { encoding: 'utf8', cwd: cacheDir, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] })
  return Object.values(JSON.parse(said))
}

function isIntact(entry) {
  const file = tarballOf(entry)
  return existsSync(file) && integrityOf(file) === entry.integrity
}

const integrityOf = (file) => `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`

/** Unpacks beside, then moves into place, so that a folder that is there is whole. */
function layOut(entry) {
  if (existsSync(folderOf(entry))) return
  const half = `${rootOf(entry)}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  execFileSync('tar', ['-xzf', tarballOf(entry), '-C', half, '--strip-components=1', '--no-same-owner'])
  mkdirSync(dirname(folderOf(entry)), { recursive: true })
  renameSync(half, folderOf(entry))
}

/** Adds packages to the list, sorted by name and version, one a line. */
function pin(specs) {
  mkdirSync(cacheDir, { recursive: true })
  const known = new Map(packages().map((entry) => [`${entry.name}@${entry.version}`, entry]))
  for (let at = 0; at < specs.length; at += 10) {
    for (const { name, version, integrity } of pack(specs.slice(at, at + 10))) known.set(`${name}@${version}`, { name, version, integrity })
  }
  const lines = [...known.keys()].sort().map((key) => `  ${JSON.stringify(known.get(key))}`)
  writeFileSync(listFile, `[\n${lines.join(',\n')}\n]\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv[2] === '--pin') pin(process.argv.slice(3))
  console.log(`${fetchAll().length} packages here`)
}
