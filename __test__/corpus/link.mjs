// Asks real Nodes to link and to run every entry point of real packages with their dependencies installed, compares with
// packproof's report, prints each difference and the agreement, and fails on any difference.
// PACKAGE=name and NODES=22,24 select packages and Nodes; VERBOSE=1 prints all differences; CORPUS=full takes the whole list,
// CORPUS=small a tenth, OFFLINE=1 only packages that are installed already.

import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assertAlone } from '../node/asking.mjs'
import { evaluateAll } from '../node/evaluate-oracle.mjs'
import { linkAll } from '../node/link-oracle.mjs'
import { chosenNodes } from '../node/versions.mjs'
import { chance, sample } from './chance.mjs'
import { fetchTarballs } from './fetch.mjs'
import { homeOf, installAll, isInstalled } from './installed.mjs'
import { linkedPackages, tarballOf } from './packages.mjs'
import { compareVerdicts } from './verdicts.mjs'

const run = promisify(execFile)
const bin = process.env.PACKPROOF_BIN ?? fileURLToPath(new URL('../../target/release/packproof', import.meta.url))
if (!existsSync(bin)) {
  console.error(`no packproof at ${bin}: cargo build --release, or set PACKPROOF_BIN`)
  process.exit(2)
}

const full = process.env.CORPUS === 'full'
/** Of how many packages one is taken. */
const share = { full: 1, small: 10 }[process.env.CORPUS] ?? 2
/** Entry points of one package: as many are linked, and as many of those run. */
const [mostLinked, mostRun] = full ? [60, 12] : [12, 2]
const nodes = chosenNodes(process.env.NODES ?? 'node22,node24')
const kinds = ['agreed', 'differs', 'unproven', 'hoisted', 'absent', 'dependency', 'not static']
const tally = new Map(nodes.map(({ version }) => [version, Object.fromEntries(kinds.map((kind) => [kind, 0]))]))

const chosen = linkedPackages().filter((entry, at) => process.env.PACKAGE || at % share === 0)
fetchTarballs(chosen)
const entries = process.env.OFFLINE ? chosen.filter((entry) => existsSync(homeOf(entry))) : await installAll(chosen)
const open = [...entries]
await Promise.all(Array.from({ length: 2 }, async () => {
  for (let entry = open.shift(); entry; entry = open.shift()) {
    for (const line of await compare(entry)) console.log(line)
    if (process.env.VERBOSE) console.error(`${entry.name} (${Math.round(process.uptime())} s)`)
  }
}))

console.log(`${entries.length} packages`)
for (const [version, counts] of tally) {
  const compared = counts.agreed + counts.differs
  const percent = counts.differs ? (Math.floor((counts.agreed / compared) * 10000) / 100).toFixed(2) : '100'
  const others = kinds.slice(2).map((kind) => `${counts[kind]} ${kind}`).join(', ')
  console.log(`agreement: ${counts.agreed} of ${compared} (${percent} %) on Node ${version}; not compared: ${others}`)
  if (counts.differs || !compared) process.exitCode = 1
}

/** packproof's report; its exit status is 1 where it finds something wrong. */
async function check(tarball) {
  const args = ['check', tarball, '--json', ...nodes.flatMap(({ version }) => ['--node', version])]
  const { stdout } = await run(bin, args, { maxBuffer: 1 << 30 }).catch((error) => (error.code === 1 ? error : Promise.reject(error)))
  return JSON.parse(stdout)
}

/** The lines to print about one package. */
async function compare(entry) {
  const root = homeOf(entry)
  assertAlone(root)
  const report = await check(tarballOf(entry))
  const subject = await about(entry)
  const asked = questions(entry, report)
  const lines = []
  for (const { version, exec } of nodes) {
    const answers = await ask(exec, root, entry.name, asked)
    asked.forEach(({ specifier, mode, outcomes }, at) => {
      const outcome = outcomes.find(({ modes, node }) => modes.includes(mode) && isFor(node, version))
      const { kind, detail } = compareVerdicts({ mode, ...answers[at] }, outcome, subject)
      tally.get(version)[kind]++
      if (kind === 'differs' || kind === 'unproven' || (process.env.VERBOSE && kind !== 'agreed')) lines.push(describe(entry, version, { specifier, mode }, { kind, detail }, outcome))
    })
  }
  return lines
}

function isFor(nodes, version) {
  return nodes.some((node) => version === node || version.startsWith(`${node}.`))
}

/** Every entry point in both modes; of many a sample that is the same on every run. The first ones also run. */
function questions({ name, version }, { entryPoints }) {
  const random = chance(`${name}@${version}`)
  const importable = entryPoints.filter(({ kind }) => kind !== 'bin')
  const [first, ...rest] = importable
  const linked = first ? [first, ...sample(rest, mostLinked - 1, random)] : []
  const runs = new Set(first ? [first, ...sample(linked.slice(1), mostRun - 1, random)] : [])
  return linked.flatMap((entry) => ['import', 'require'].map((mode) => ({ specifier: entry.specifier, mode, outcomes: entry.outcomes, runs: runs.has(entry) || entry.outcomes.some(({ errors }) => errors.some(({ at }) => at)) })))
}

/** Asks the link oracle each question, and the evaluation oracle those that link and shall run. */
async function ask(exec, root, name, asked) {
  if (!asked.length) return []
  const plain = asked.map(({ specifier, mode }) => ({ specifier, mode }))
  const links = await linkAll({ exec, root, package: name, questions: plain })
  const places = asked.flatMap(({ runs }, at) => (runs && links[at].links ? [at] : []))
  const runs = await evaluateAll({ exec, root, package: name, questions: places.map((at) => plain[at]), stacks: true, together: 1, timeout: 30_000 })
  return links.map((link, at) => ({ link, run: places.includes(at) ? runs[places.indexOf(at)] : undefined }))
}

/** Returns the facts about the package that the comparison needs. */
async function about(entry) {
  const listing = (await run('tar', ['-tzf', tarballOf(entry)], { maxBuffer: 1 << 28 })).stdout
  const packed = new Set(listing.split('\n').map((path) => path.slice(path.indexOf('/') + 1)))
  const read = (file) => readFileSync(join(homeOf(entry), 'node_modules', entry.name, file), 'utf8')
  const manifest = JSON.parse(read('package.json').replace(/^\uFEFF/, ''))
  const { dependencies, peerDependencies, optionalDependencies, peerDependenciesMeta } = manifest
  return {
    name: entry.name,
    read,
    isPacked: (file) => packed.has(file),
    isInstalled: (name) => isInstalled(entry, name),
    declared: (name) => [dependencies, peerDependencies, optionalDependencies].some((field) => field?.[name] !== undefined),
    isOptional: (name) => optionalDependencies?.[name] !== undefined || peerDependenciesMeta?.[name]?.optional === true,
  }
}

function describe({ name, version: of }, version, { specifier, mode }, { kind, detail }, outcome) {
  const errors = (outcome?.errors ?? []).slice(0, 4).map(({ code, message, at }) => `\n    ${code} ${message.split('\n')[0]}${at ? ` (${at.file}:${at.line}:${at.column})` : ''}`).join('')
  return `${name}@${of}: ${mode} ${JSON.stringify(specifier)} on Node ${version}: ${kind}\n  Node: ${detail}\n  packproof: ${outcome?.status} ${outcome?.target ?? ''}${errors}`
}
