// Compares, on real packages, what packproof says of declarations with TypeScript 5.9, 6 and 7, with Node and with "Are The Types
// Wrong?". `PACKAGE=name` takes one package, `CORPUS=small` the first ones, `VERBOSE=1` shows what differs from the latter, too, and
// `LAPS=1` the time that each part takes. It runs the packages.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import typescript5 from 'typescript-5'
import typescript6 from 'typescript-6'
import { fetchTarballs } from '../corpus/fetch.mjs'
import { tarballOf } from '../corpus/packages.mjs'
import { compareWithAttw } from './attw.mjs'
import { compareWith } from './compiled.mjs'
import { compileConsumers, inFolder } from './consumers.mjs'
import { askNode } from './loaded.mjs'
import { filesOf } from './package-files.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const program = process.env.PACKPROOF_BIN ?? fileURLToPath(new URL('../../target/debug/packproof', import.meta.url))
const FEW = 14
const tsc = `${here}node_modules/typescript-7/lib/tsc.js`
const sums = { cells: 0, names: 0, statements: 0, asked: 0, loaded: 0, attwCells: 0, attwSame: 0, differ: 0 }
const attwDiffers = new Map()
const entries = packages()
fetchTarballs(entries)
for (const entry of entries) await compare(entry)
print()

function packages() {
  const all = JSON.parse(readFileSync(`${here}packages.json`, 'utf8'))
  const named = process.env.PACKAGE ? all.filter(({ name }) => name === process.env.PACKAGE) : all
  return process.env.CORPUS === 'small' ? named.slice(0, FEW) : named
}

async function compare(entry) {
  const at = Date.now()
  const lap = (part) => process.env.LAPS && console.error(`${entry.name} ${part} ${Date.now() - at} ms`)
  const tarball = readFileSync(tarballOf(entry))
  const report = check(tarballOf(entry))
  const files = filesOf(tarball)
  lap('checked')
  for (const typescript of [typescript5, typescript6]) add(entry, compareWith(typescript, files, report))
  lap('resolved and named')
  await inFolder(report.package.name, files, (folder) => {
    add(entry, compileConsumers(tsc, folder, report))
    lap('compiled')
    add(entry, askNode(folder, report))
  })
  lap('asked Node')
  const attw = await compareWithAttw(tarball, report)
  if (attw) addAttw(entry, attw)
}

function check(tarball) {
  const [command, ...words] = program.endsWith('.js') ? [process.execPath, program] : [program]
  const args = [...words, 'check', '--json', tarball]
  try {
    return JSON.parse(execFileSync(command, args, { maxBuffer: 2 ** 30, timeout: 120_000, stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch (error) {
    return JSON.parse(error.stdout)
  }
}

function add({ name, version }, { differences, ...counts }) {
  for (const [key, count] of Object.entries(counts)) sums[key] += count
  sums.differ += differences.length
  for (const text of differences) console.log(`${name}@${version} ${text}`)
}

function addAttw({ name, version }, { cells, same, differences }) {
  sums.attwCells += cells
  sums.attwSame += same
  for (const text of differences) {
    const kind = text.replace(/^.*: /, '')
    attwDiffers.set(kind, (attwDiffers.get(kind) ?? 0) + 1)
    if (process.env.VERBOSE) console.log(`  ${name}@${version} ${text}`)
  }
}

function print() {
  const { cells, names, statements, asked, loaded, attwCells, attwSame, differ } = sums
  console.log(`${entries.length} packages; TypeScript ${typescript5.version} and ${typescript6.version}: ${cells} cells (entry point × mode), ${names} declared values`)
  console.log(`TypeScript 7: ${statements} statements that import every declared value`)
  console.log(`Node ${process.version}: ${loaded} of ${asked} names that are declared and not there were asked for`)
  const kinds = [...attwDiffers].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${count}`)
  console.log(`Are The Types Wrong?: ${attwSame} of ${attwCells} cells equal; only one of both says: ${kinds.join(', ') || 'nothing'}`)
  console.log(`${differ} differences`)
  process.exitCode = cells === 0 || differ > 0 ? 1 : 0
}
