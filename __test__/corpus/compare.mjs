// Asks real Nodes and packproof the same questions about every package of the corpus, prints each difference and the
// agreement, and fails on any difference. PACKAGE=name and NODES=22,24 select packages and Nodes; VERBOSE=1 prints
// all differences.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assertAlone } from '../node/asking.mjs'
import { resolveAll } from '../node/resolve-oracle.mjs'
import { chosenNodes } from '../node/versions.mjs'
import { disagreement } from './agreement.mjs'
import { fetchAll } from './fetch.mjs'
import { folderOf, rootOf, tarballOf } from './packages.mjs'
import { questionsFor } from './questions.mjs'

const bin = process.env.PACKPROOF_BIN ?? fileURLToPath(new URL('../../target/release/packproof', import.meta.url))
if (!existsSync(bin)) {
  console.error(`no packproof at ${bin}: cargo build --release, or set PACKPROOF_BIN`)
  process.exit(2)
}

const shown = process.env.VERBOSE ? Infinity : 5
const nodes = chosenNodes()
const tally = new Map(nodes.map(({ version }) => [version, { agreed: 0, asked: 0 }]))

for (const entry of fetchAll()) {
  const subject = read(entry)
  const questions = questionsFor(subject)
  const replies = askPackproof(entry, questions)
  const differences = []
  assertAlone(rootOf(entry))
  const all = await Promise.all(nodes.map(({ exec }) => resolveAll({ exec, root: rootOf(entry), package: entry.name, questions })))
  nodes.forEach(({ version }, nth) => {
    questions.forEach((question, at) => {
      const reply = replies[nth * questions.length + at]
      const nodeSays = disagreement(question, all[nth][at], reply, subject.files)
      const count = tally.get(version)
      count.asked++
      if (nodeSays === undefined) count.agreed++
      else differences.push(describe(entry, version, question, nodeSays, reply))
    })
  })
  for (const line of differences.slice(0, shown)) console.log(line)
  if (differences.length > shown) console.log(`  … and ${differences.length - shown} more of ${entry.name} (VERBOSE=1)`)
}

for (const [version, { agreed, asked }] of tally) {
  const percent = asked && agreed < asked ? (Math.floor((agreed / asked) * 10000) / 100).toFixed(2) : '100'
  console.log(`agreement: ${agreed} of ${asked} (${percent} %) on Node ${version}`)
  if (agreed < asked || !asked) process.exitCode = 1
}

/** Reads the source of the questions: the manifest, if it can be read, and the files as they lie on disk. */
function read(entry) {
  const folder = folderOf(entry)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => relative(folder, join(file.parentPath ?? file.path, file.name)).split(sep).join('/'))
    .sort()
  let manifest = null
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    // Questions about a package whose package.json is not JSON are good questions too.
  }
  return { ...entry, manifest, files, read: (file) => readFileSync(join(folder, file), 'utf8') }
}

/** One packproof answers all questions for all Nodes: JSON lines in, JSON lines out, in the same order. */
function askPackproof(entry, questions) {
  const input = nodes.flatMap(({ version }) => questions.map((question) => JSON.stringify({ ...question, node: version }))).join('\n')
  const run = spawnSync(bin, ['resolve', tarballOf(entry), '--batch'], { input: `${input}\n`, encoding: 'utf8', maxBuffer: 1 << 30 })
  const lines = (run.stdout ?? '').split('\n').filter(Boolean)
  if (lines.length !== nodes.length * questions.length) {
    console.error(`packproof answered ${lines.length} of ${nodes.length * questions.length} questions about ${entry.name} and ended with ${run.signal ?? run.status}\n${run.stderr ?? run.error}`)
    process.exit(2)
  }
  return lines.map((line) => JSON.parse(line))
}

function describe({ name, version: of }, version, { specifier, mode, from, conditions }, nodeSays, { status, target, format, code }) {
  const where = [from && `from ${from}`, conditions && `with ${conditions}`].filter(Boolean).map((part) => ` ${part}`).join('')
  const ours = [status, target, format, code].filter(Boolean).join(' ')
  return `${name}@${of}: ${mode} ${JSON.stringify(specifier)}${where} on Node ${version}\n  Node: ${nodeSays}\n  packproof: ${ours}`
}
