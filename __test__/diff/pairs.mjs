// Compares `packproof diff` with real Node on pairs of releases: every subpath, mode and name that Node no longer gives must
// be told, and none that it still gives. Packages are packed and installed by npm, scripts off, into the system's temporary
// folder. Their code runs, as it does for whoever imports them.
//
//   node __test__/diff/pairs.mjs                      all pairs of pairs.json
//   node __test__/diff/pairs.mjs 'chalk 4.1.2 5.0.0'  one of them
//   ALARMS=1 …                                        print what is said of each pair, to be read

import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nodes } from '../node/versions.mjs'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const program = process.env.PACKPROOF ?? join(here, '../../target/debug/packproof')
const cache = join(realpathSync(tmpdir()), 'packproof-pairs')
const node = nodes().findLast(({ version }) => version.startsWith('22.'))
const most = Number(process.env.MOST ?? 60)
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--prefer-offline']

mkdirSync(cache, { recursive: true })
const pairs = process.argv.length > 2 ? process.argv.slice(2) : JSON.parse(readFileSync(join(here, 'pairs.json'), 'utf8'))
const sum = { pairs: 0, asked: 0, missed: 0, invented: 0, skipped: 0 }
for (const pair of pairs) {
  try {
    await compare(...pair.split(' '))
    sum.pairs += 1
  } catch (error) {
    sum.skipped += 1
    console.log(`${pair}: not compared: ${String(error.stderr || error.message).trim().split('\n').slice(0, 2).join(' ')}`)
  }
}
console.log(JSON.stringify(sum))
process.exitCode = sum.missed + sum.invented > 0 ? 1 : 0

async function compare(name, old, fresh) {
  const [before, after] = await Promise.all([old, fresh].map((version) => install(name, version)))
  const said = diff(before, after)
  const surfaces = [before, after].map(({ tarball }) => JSON.parse(execFileSync(program, ['surface', tarball, '--node', '22', '-q'], { encoding: 'utf8', maxBuffer: 1 << 28 })))
  const told = toldBy(said)
  const wrong = []
  for (const [subpath, mode] of questions(surfaces)) {
    const specifier = `${name}${subpath.slice(1)}`
    const data = subpath.endsWith('.json') || formatOf(surfaces, subpath, mode) === 'json' ? 'data' : ''
    const [was, is] = await Promise.all([before, after].map((home) => ask(home, specifier, mode, data)))
    if (was.error || unsure(was) || unsure(is)) continue
    sum.asked += 1
    const lost = told.lost.has(`${mode} ${subpath}`)
    if (Boolean(is.error) !== lost) wrong.push([is.error ? 'missed' : 'invented', `${mode} of ${specifier}: ${is.error ?? 'still there'}`])
    if (is.error || mode === 'require') continue
    for (const key of was.names.filter((key) => !is.names.includes(key) && !isAdded(key)))
      if (!told.names.has(`${subpath} ${key}`) && !told.unknown.has(subpath)) wrong.push(['missed', `${key} of ${specifier}`])
    for (const key of is.names) if (told.certain.has(`${subpath} ${key}`)) wrong.push(['invented', `${key} of ${specifier}`])
  }
  for (const [how, what] of wrong) console.log(`${name} ${old} → ${fresh}: ${how}: ${what}`)
  for (const [how] of wrong) sum[how] += 1
  if (process.env.ALARMS && !said.ok) console.log(execText(before, after))
}

/** What Node adds to every CommonJS module, and compilers to most. */
function isAdded(key) {
  return key === 'module.exports' || key === '__esModule'
}

/** What may fail here for reasons that have nothing to do with the package: a timeout, a missing browser. */
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

function formatOf([old], subpath, mode) {
  return old.subpaths[subpath]?.modes[mode]?.[0].format
}

function toldBy({ changes }) {
  const told = { lost: new Set(), names: new Set(), certain: new Set(), unknown: new Set() }
  for (const { kind, effect, subpath, mode, name, node: versions } of changes) {
    if (!versions.includes('22')) continue
    const modes = mode ? [mode] : ['import', 'require']
    if (kind === 'subpath-removed' || kind === 'mode-removed') for (const mode of modes) told.lost.add(`${mode} ${subpath}`)
    if (kind === 'name-removed' || kind === 'default-removed') {
      told.names.add(`${subpath} ${name}`)
      if (effect === 'major' && mode !== 'require') told.certain.add(`${subpath} ${name}`)
    }
    if (kind === 'names-unknown') told.unknown.add(subpath)
  }
  return told
}

function diff(before, after) {
  const { stdout, status, stderr } = spawnSync(program, ['diff', before.tarball, after.tarball, '--node', '22', '--json', '-q'], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status === 2) throw new Error(stderr || stdout)
  return JSON.parse(stdout)
}

function execText(before, after) {
  return spawnSync(program, ['diff', before.tarball, after.tarball], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout
}

/** A consumer's folder with the release in it, and its tarball. */
async function install(name, version) {
  const home = join(cache, `${name.replace('/', '+')}@${version}`)
  if (!existsSync(home)) {
    const half = `${home}.half`
    rmSync(half, { recursive: true, force: true })
    mkdirSync(half, { recursive: true })
    writeFileSync(join(half, 'package.json'), '{ "private": true }\n')
    await run('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--loglevel=error'], { cwd: half, timeout: 120_000 })
    const tarball = readdirSync(half).find((file) => file.endsWith('.tgz'))
    await run('npm', ['install', `./${tarball}`, ...quiet], { cwd: half, timeout: 300_000, maxBuffer: 1 << 26 })
    renameSync(half, home)
  }
  return { home, tarball: join(home, readdirSync(home).find((file) => file.endsWith('.tgz'))) }
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
