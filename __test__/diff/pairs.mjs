// Compares `packproof diff` with real Node on pairs of releases: every subpath, mode and name that Node no longer gives must
// be told, and none that it still gives. The releases are packed and installed by npm, scripts off, into the system's
// temporary folder. Their code runs, as it does for whoever imports them.
//
//   node __test__/diff/pairs.mjs                      all pairs of pairs.json
//   node __test__/diff/pairs.mjs bumps                one list of them
//   node __test__/diff/pairs.mjs 'chalk 4.1.2 5.0.0'  one of them
//   … --sample                                        the few of sample.json: a part of `npm run test:corpus`
//   ALARMS=1 …                                        print what is said of each pair, to be read
//   PACKPROOF_BIN=bin/packproof.js …                  the program to ask
//   MOST=6 …                                          the most subpaths of a package that Node is asked about

import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nodes } from '../node/versions.mjs'
import { fetched, fetchReleases } from './releases.mjs'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const program = process.env.PACKPROOF_BIN ?? join(here, '../../target/release/packproof')
const node = nodes().findLast(({ version }) => version.startsWith('22.'))
const most = Number(process.env.MOST ?? 60)
const began = Date.now()
const readList = (file) => JSON.parse(readFileSync(join(here, file), 'utf8'))
const asText = { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000 }

const listed = readList('pairs.json')
const [first, ...others] = process.argv.slice(2)
const lists = Object.keys(listed)
const all = first === '--sample' ? readList('sample.json') : Object.values(listed).flat()
const named = lists.includes(first) ? [first, ...others].flatMap((list) => listed[list]) : [first, ...others]
const pairs = first && first !== '--sample' ? named : all
const releasesOf = (pair) => {
  const [name, ...versions] = pair.split(' ')
  return versions.map((version) => ({ name, version }))
}
const sum = { pairs: 0, asked: 0, names: 0, missed: 0, invented: 0, skipped: 0, browser: 0, dependency: 0, alarms: 0 }
const patches = new Set(listed.patches)
const ofBrowsers = browserGlobals()

for (let at = 0; at < pairs.length; at += 24) {
  const some = pairs.slice(at, at + 24)
  await fetchReleases([...new Map(some.flatMap(releasesOf).map((release) => [`${release.name}@${release.version}`, release])).values()])
  for (const pair of some) await compared(pair)
}
const seconds = Math.round((Date.now() - began) / 1000)
console.log(`pairs of releases: ${JSON.stringify(sum)} in ${seconds} s`)
process.exitCode = sum.missed + sum.invented > 0 || sum.pairs === 0 ? 1 : 0

async function compared(pair) {
  const [before, after] = releasesOf(pair).map(fetched)
  try {
    if (!before || !after) throw new Error('it is not here')
    await compare(pair, before, after)
    sum.pairs += 1
  } catch (error) {
    sum.skipped += 1
    console.log(`${pair}: not compared: ${String(error.stderr || error.message).trim().split('\n').slice(0, 2).join(' ')}`)
  }
}

async function compare(pair, before, after) {
  const [name, old, fresh] = pair.split(' ')
  const said = diff(before, after, ['--node', '22'])
  const surfaces = [before, after].map(({ tarball }) => JSON.parse(execFileSync(program, ['surface', tarball, '--node', '22', '-q'], asText)))
  const told = toldBy(said)
  const wrong = []
  for (const [subpath, mode] of questions(surfaces)) {
    const specifier = `${name}${subpath.slice(1)}`
    const data = subpath.endsWith('.json') || formatOf(surfaces, subpath, mode) === 'json' ? 'data' : ''
    const [was, is] = await Promise.all([before, after].map((home) => ask(home, specifier, mode, data)))
    if (was.error || unsure(is)) continue
    if (ofBrowsers.has(is.lacks)) {
      sum.browser += 1
      console.log(`${name} ${old} → ${fresh}: not judged: ${mode} of ${specifier} needs a browser's ${is.lacks}`)
      continue
    }
    // A dependency of today closes what its release of then had open: that is no change of this package.
    if (is.error === 'ERR_PACKAGE_PATH_NOT_EXPORTED' && is.refusing && is.refusing !== name) {
      sum.dependency += 1
      console.log(`${name} ${old} → ${fresh}: not judged: ${mode} of ${specifier} asks ${is.refusing} for what it closes`)
      continue
    }
    sum.asked += 1
    const lost = told.lost.has(`${mode} ${subpath}`)
    if (Boolean(is.error) !== lost) wrong.push([is.error ? 'missed' : 'invented', `${mode} of ${specifier}: ${is.error ?? 'still there'}`])
    if (is.error) continue
    sum.names += was.names.length
    const isOpen = told.unknown.has(subpath)
    const [had, has] = [was, is].map(({ names }) => new Set(names))
    // A namespace that is gone takes its members along: `ns.a` is told with `ns`.
    const isOfGone = (key) => key.includes('.') && had.has(key.split('.')[0]) && !has.has(key.split('.')[0])
    const gone = was.names.filter((key) => !has.has(key) && !isAdded(key) && !isOfGone(key))
    // Of another kind of thing, `require` gives other names.
    if (subpath === './package.json') continue // It is for tools.
    const isTold = (key) => told.names.has(`${subpath} ${key}`) || isOpen || (mode === 'require' && told.kinds.has(subpath))
    for (const key of gone) if (!isTold(key)) wrong.push(['missed', `${key} by ${mode} of ${specifier}`])
    for (const key of is.names) if (told.certain.has(`${mode} ${subpath} ${key}`)) wrong.push(['invented', `${key} by ${mode} of ${specifier}`])
  }
  for (const [how, what] of wrong) console.log(`${name} ${old} → ${fresh}: ${how}: ${what}`)
  for (const [how] of wrong) sum[how] += 1
  if (patches.has(pair) && !diff(before, after).ok) sum.alarms += 1
  if (process.env.ALARMS) console.log(`### ${pair}\n${spawnSync(program, ['diff', before.tarball, after.tarball], asText).stdout}`)
}

/**
 * The globals of browsers, as TypeScript declares them. A module that reads one while it is loaded is none that `diff` calls
 * broken: it may be meant for browsers only.
 */
function browserGlobals() {
  const lib = readFileSync(join(fileURLToPath(import.meta.resolve('typescript')), '../lib.dom.d.ts'), 'utf8')
  return new Set([...lib.matchAll(/^declare var (\w+):/gm)].map(([, name]) => name))
}

/** Tells whether Node adds the name to every CommonJS module, or compilers add it to most. */
function isAdded(key) {
  return /^(\w+\.)?(module\.exports|__esModule)$/.test(key)
}

/** Tells whether the failure may have nothing to do with the package: a timeout, a crash. */
function unsure({ error }) {
  return error === 'TIMEOUT' || error === 'CRASH'
}

function* questions([old, fresh]) {
  const subpaths = [...new Set([...Object.keys(old.subpaths), ...Object.keys(fresh.subpaths)])]
  const chosen = subpaths.length <= most ? subpaths : subpaths.filter((_, nth) => nth % Math.ceil(subpaths.length / most) === 0)
  for (const subpath of chosen) {
    for (const mode of ['import', 'require']) {
      const offered = old.subpaths[subpath]?.modes[mode]
      if (offered && offered[0].format !== null) yield [subpath, mode]
    }
  }
}

function offeredBy([old], subpath, mode) {
  return old.subpaths[subpath]?.modes[mode]?.[0]
}

function formatOf(surfaces, subpath, mode) {
  return offeredBy(surfaces, subpath, mode)?.format
}

function toldBy({ changes }) {
  const told = { lost: new Set(), names: new Set(), certain: new Set(), unknown: new Set(), kinds: new Set() }
  for (const { kind, effect, subpath, mode, name, node: versions } of changes) {
    if (!versions.includes('22')) continue
    const modes = mode ? [mode] : ['import', 'require']
    if (kind === 'subpath-removed' || kind === 'mode-removed') for (const mode of modes) told.lost.add(`${mode} ${subpath}`)
    if (kind === 'name-removed' || kind === 'default-removed') {
      told.names.add(`${subpath} ${name}`)
      if (effect === 'major') for (const mode of modes) told.certain.add(`${mode} ${subpath} ${name}`)
    }
    if (kind === 'names-unknown') told.unknown.add(subpath)
    if (kind === 'kind-changed' || kind === 'format-changed') told.kinds.add(subpath)
  }
  return told
}

function diff(before, after, more = []) {
  const { stdout, status, stderr } = spawnSync(program, ['diff', before.tarball, after.tarball, ...more, '--json', '-q'], asText)
  if (status !== 0 && status !== 1) throw new Error(stderr || stdout || 'diff did not end')
  return JSON.parse(stdout)
}

async function ask({ home }, specifier, mode, data) {
  try {
    const { stdout } = await run(node.exec, [join(here, 'ask.cjs'), home, specifier, mode, data], { cwd: home, timeout: 20_000, maxBuffer: 1 << 26 })
    const line = stdout.split('\n').find((line) => line.startsWith('PACKPROOF '))
    return line ? JSON.parse(line.slice(10)) : { error: 'CRASH' }
  } catch (error) {
    return { error: error.killed ? 'TIMEOUT' : 'CRASH' }
  }
}
