// Compares packproof with a real Node on real packages whose dependencies a package manager has installed: each entry point in each
// mode is linked, some are run, names are compared, and every difference is printed. It exits with 1 if there is one. It runs
// package code. LAYOUT=npm,pnpm… and COUNT=60 select layouts and how many packages of each (FROM=60: after so many), PACKAGE=name one
// package, NODE=24.21.0 the Node to ask. VERBOSE=1 prints all that is not equal, KEEP=1 keeps the rooms with differences; PACKPROOF
// names the program, by its arguments. ENTRIES=8 bounds the entry points of a package. RESULTS=file appends a line of JSON for each package, and skips those that the file has already.

import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ask as askAll, assertAlone } from '../node/asking.mjs'
import { evaluateAll } from '../node/evaluate-oracle.mjs'
import { linkAll } from '../node/link-oracle.mjs'
import { chosenNodes } from '../node/versions.mjs'
import { chance, sample } from '../corpus/chance.mjs'
import { fetchTarballs } from '../corpus/fetch.mjs'
import { linkedPackages, tarballOf } from '../corpus/packages.mjs'
import { install, layouts, manifestOf, optionalPeers, remove } from './rooms.mjs'
import { compareVerdicts, kinds } from './verdicts.mjs'

/** The number of packages that are compared in each layout, unless COUNT says another. */
const bounded = { npm: 6, bun: 24, 'bun with peers': 4, lowest: 10, workspaces: 4, pnpm: 10, 'yarn 1': 4, 'yarn 4 node-modules': 4, 'yarn 4 pnpm': 4, 'yarn 4 pnp': 1 }
/** Entry points of one package that are linked, and that are also run. */
const [mostLinked, mostRun] = [Number(process.env.ENTRIES ?? 24), 3]
/** Errors of resolution and of formats, which half-linked modules do not cause, and silence, which takes time. */
const isCertain = (code) => /^ERR_(MODULE_NOT_FOUND|PACKAGE_|IMPORT_A|UNKNOWN_FILE|UNSUPPORTED_|INVALID_)|^MODULE_NOT_FOUND$|^TIMEOUT$/.test(code)

const program = (process.env.PACKPROOF ?? fileURLToPath(new URL('../../target/release/packproof', import.meta.url))).split(' ')
const node = chosenNodes(process.env.NODE ?? 'node22').at(-1)
const results = process.env.RESULTS
const isDone = new Set(results && existsSync(results) ? readFileSync(results, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).map(({ layout, package: name }) => `${layout} ${name}`) : [])
const chosenLayouts = (process.env.LAYOUT ?? Object.keys(layouts).join(',')).split(',')

for (const layout of chosenLayouts) {
  const count = { packages: 0, outcomes: 0, complete: 0, ...Object.fromEntries(kinds.map((kind) => [kind, 0])) }
  for (const entry of chosen(layout)) await compare(entry, layout, count)
  const said = Object.entries(count).filter(([name, number]) => number || kinds.indexOf(name) < 5).map(([name, number]) => `${number} ${name}`)
  console.log(`${layout} on Node ${node.version}: ${said.join(', ')}`)
  if (kinds.slice(0, 4).some((kind) => count[kind]) || !count.packages) process.exitCode = 1
}

/** The packages that are compared in a layout, the same ones on every run; those without dependencies with `bun` only. */
function chosen(layout) {
  const number = Number(process.env.COUNT ?? bounded[layout])
  const random = chance(layout)
  const all = linkedPackages().map((entry) => [random(), entry]).sort(([a], [b]) => a - b).map(([, entry]) => entry)
  const some = []
  for (const entry of all) {
    if (some.length === number) break
    fetchTarballs([entry])
    const { dependencies, peerDependencies } = manifestOf(entry)
    if (layouts[layout].allPeers && !optionalPeers(entry).length) continue
    if (layout === 'bun' || process.env.PACKAGE || Object.keys({ ...dependencies, ...peerDependencies }).length) some.push(entry)
  }
  return some.slice(Number(process.env.FROM ?? 0))
}

async function compare(entry, layout, count) {
  if (isDone.has(`${layout} ${entry.name}@${entry.version}`)) return
  const { folder, failure } = install(entry, layout)
  if (failure) {
    console.error(`${entry.name}@${entry.version} is not installed by ${layout}: ${failure}`)
    record(layout, entry, { failure })
    return remove(entry, layout)
  }
  const before = differences(count)
  if (layouts[layout].isRefused) refused(entry, folder, count)
  else await compareEach(entry, layout, folder, count)
  if (!process.env.KEEP || differences(count) === before) remove(entry, layout)
}

function differences(count) {
  return kinds.slice(0, 4).reduce((sum, kind) => sum + count[kind], 0)
}

/** Plug'n'Play has no node_modules: packproof says so, and does not judge. */
function refused(entry, folder, count) {
  const { error } = check(entry, folder)
  count.packages++
  const isRefused = error?.code === 'ERR_PACKPROOF_NO_DEPS' && error.message.includes("Plug'n'Play")
  record('yarn 4 pnp', entry, { seen: { [isRefused ? 'equal' : 'missed']: 1 } })
  if (isRefused) return count.equal++
  count.missed++
  console.log(`${entry.name}: Plug'n'Play is not refused: ${JSON.stringify(error)}`)
}

async function compareEach(entry, layout, folder, count) {
  assertAlone(roomRoot(folder, layout))
  const report = check(entry, folder)
  if (report.error) {
    record(layout, entry, { failure: report.error.message })
    return console.error(`${entry.name} is not checked: ${report.error.message}`)
  }
  const asked = questions(entry, report)
  const answers = await ask(entry, folder, asked)
  const subject = about(entry, folder, report)
  const [seen, other] = [{}, []]
  const verdicts = asked.map(({ mode, outcome }, at) => compareVerdicts({ mode, ...answers[at] }, outcome, subject))
  await withoutChance(entry, folder, asked, verdicts, subject)
  asked.forEach(({ specifier, mode, outcome }, at) => {
    const { kind, detail } = verdicts[at]
    count[kind]++
    seen[kind] = (seen[kind] ?? 0) + 1
    count.outcomes++
    if (outcome?.exportsComplete) count.complete++
    if (kind !== 'equal') other.push({ specifier, mode, kind, detail })
    if (kinds.indexOf(kind) < 4 || (process.env.VERBOSE && kind !== 'equal')) console.log(describe(entry, { specifier, mode, kind, detail }, outcome))
  })
  count.packages++
  const types = report.findings.filter(({ rule }) => /^missing-(types|declared-name)$/.test(rule)).map(({ message }) => message)
  record(layout, entry, { seen, types, complete: asked.filter(({ outcome }) => outcome?.exportsComplete).length, other })
  if (process.env.VERBOSE) console.error(`${Math.round(process.uptime())} s: ${layout} ${entry.name} ${JSON.stringify(seen)}`)
}

/** Asks again, with the packages away that lie there by chance; what then is no difference is known. */
async function withoutChance(entry, folder, asked, verdicts, subject) {
  const places = verdicts.flatMap(({ kind }, at) => (kind === 'chance' ? [at] : []))
  const lost = places.flatMap((at) => asked[at].outcome.errors.map(({ missing }) => missing))
  const folders = [...new Set(lost)].map((name) => join(folder, 'node_modules', name)).filter((place) => existsSync(place))
  if (!folders.length) return
  const away = join(folder, 'away')
  mkdirSync(away)
  folders.forEach((place, at) => renameSync(place, join(away, String(at))))
  const answers = await ask(entry, folder, places.map((at) => asked[at]))
  folders.forEach((place, at) => renameSync(join(away, String(at)), place))
  rmSync(away, { recursive: true })
  places.forEach((at, index) => {
    const { mode, outcome } = asked[at]
    verdicts[at] = compareVerdicts({ mode, ...answers[index] }, outcome, { ...subject, isInstalled: () => false })
  })
}

function record(layout, { name, version }, said) {
  if (results) appendFileSync(results, `${JSON.stringify({ layout, node: node.version, package: `${name}@${version}`, ...said })}\n`)
}

function roomRoot(folder, layout) {
  return layouts[layout].member ? join(folder, '../..') : folder
}

/** packproof's report; its exit status is 1 where it finds something wrong. */
function check(entry, folder) {
  const args = [...program.slice(1), 'check', tarballOf(entry), '--json', '--node', node.version, '--deps', `installed=${folder}`]
  const { stdout, stderr } = spawnSync(program[0], args, { encoding: 'utf8', maxBuffer: 1 << 30, timeout: 240_000 })
  try {
    return JSON.parse(stdout)
  } catch {
    return { error: { message: `no report: ${stderr.slice(0, 300)}` } }
  }
}

/** Entry points in both modes, of many a sample that is the same on every run. The first ones run, and those that packproof calls broken. */
function questions({ name, version }, { entryPoints }) {
  const importable = entryPoints.filter(({ kind }) => kind !== 'bin')
  const [first, ...rest] = importable
  const linked = first ? [first, ...sample(rest, mostLinked - 1, chance(`${name}@${version}`))] : []
  return linked.flatMap(({ specifier, outcomes }, at) =>
    ['import', 'require'].map((mode) => {
      const outcome = outcomes.find(({ modes }) => modes.includes(mode))
      return { specifier, mode, outcome, runs: at < mostRun || (outcome?.status === 'broken' && at < 5 * mostRun) }
    }),
  )
}

/** Asks the link oracle each question, and the evaluation oracle those that link and shall run. */
async function ask({ name }, root, asked) {
  if (!asked.length) return []
  const plain = asked.map(({ specifier, mode }) => ({ specifier, mode }))
  const links = await linkAll({ exec: node.exec, root, package: name, questions: plain, isCertain, timeout: 45_000 })
  const places = asked.flatMap(({ runs }, at) => (runs && links[at].links ? [at] : []))
  const runs = await runAll({ exec: node.exec, root, package: name, questions: places.map((at) => plain[at]), timeout: 30_000 })
  return links.map((link, at) => ({ link, run: places.includes(at) ? runs[places.indexOf(at)] : undefined }))
}

/** One process runs all, for it is quicker; what fails there is asked for again in a process of its own. */
async function runAll(about) {
  const consumer = join(about.root, 'packproof-consumer.mjs')
  writeFileSync(consumer, 'export default (specifier) => import(specifier)\n')
  const job = { root: about.root, package: about.package, consumer: 'packproof-consumer.mjs', questions: about.questions }
  const answers = await askAll({ exec: about.exec, worker: 'evaluate-worker.cjs', job, timeout: about.timeout })
  rmSync(consumer)
  const failed = answers.flatMap((answer, at) => (answer.code && answer.code !== 'TIMEOUT' ? [at] : []))
  const fresh = await evaluateAll({ ...about, questions: failed.map((at) => about.questions[at]), together: 1 })
  failed.forEach((at, index) => (answers[at] = fresh[index]))
  return answers
}

/** The facts about the package that the comparison needs. */
function about(entry, folder, { findings }) {
  const made = findings.filter(({ rule }) => rule === 'made-at-installation').map(({ message }) => message)
  const { dependencies, peerDependencies, optionalDependencies } = manifestOf(entry)
  const inside = ['node_modules', 'node_modules/.pnpm/node_modules', 'node_modules/.store/node_modules']
  const places = ['.', '../..'].flatMap((above) => inside.map((name) => join(folder, above, name)))
  return {
    declared: (name) => [dependencies, peerDependencies, optionalDependencies].some((field) => field?.[name] !== undefined),
    isInstalled: (name) => places.some((place) => existsSync(join(place, name))),
    isMade: (message) => made.some((said) => said.includes(`"${/^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1]}"`)),
    isOptional: (name, importer) => [manifestOf(entry), ownerOf(folder, importer)].some((own) => isOptionalIn(own, name)),
  }
}

function isOptionalIn({ optionalDependencies, peerDependenciesMeta }, name) {
  return optionalDependencies?.[name] !== undefined || peerDependenciesMeta?.[name]?.optional === true
}

/** The package.json of the installed package that a file belongs to. */
function ownerOf(folder, file) {
  const place = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file ?? '')?.[0]
  const manifest = place && join(folder, place, 'package.json')
  return manifest && existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
}

function describe({ name, version }, { specifier, mode, kind, detail }, outcome) {
  const errors = (outcome?.errors ?? []).slice(0, 3)
  const said = errors.map(({ code, message, at, package: inside }) => `\n    ${code} ${message.split('\n')[0]}${at ? ` (${at.file}:${at.line}:${at.column})` : ''}${inside ? ` in ${inside.name} ${inside.version}` : ''}`)
  return `${kind}: ${name}@${version}: ${mode} ${JSON.stringify(specifier)}\n  Node: ${detail}\n  packproof: ${outcome?.status} ${outcome?.target ?? ''}${said.join('')}`
}
