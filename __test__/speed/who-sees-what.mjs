// Asks packproof, publint, Are The Types Wrong, midnight-smoker and `npm pack --dry-run` about small packages with one fault
// each, and about two larger ones, and writes the faults that they see into docs/comparison.md. A tool sees a fault if it
// gives a message, or fails, and does not do so for the same package without the fault.
// `npm ci` here, after `npm install` in the project; ONLY=part-of-a-name asks about some faults and writes nothing.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import packproof from '../../index.js'
import { faults, sound } from './faults.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const page = join(here, '../../docs/comparison.md')
const work = mkdtempSync(join(tmpdir(), 'who-sees-what-'))

/** Each tool: from a folder and its tarball to what it says, each as a short name and, behind a blank, what it is about. */
const tools = {
  packproof: (folder, bytes) => {
    const { findings } = packproof.checkSync(bytes)
    return findings.map(({ rule, message }) => `${rule} ${message}`)
  },
  publint: async (folder, bytes) => {
    const { messages } = await publint({ pack: { tarball: exact(bytes).buffer }, level: 'suggestion' })
    return messages.map(({ code, path }) => `${code.toLowerCase().replaceAll('_', '-')} ${path.join('.')}`)
  },
  attw: async (folder, bytes) => {
    const { types, problems = [] } = await checkPackage(createPackageFromTarballData(exact(bytes)))
    return types ? problems.map(({ kind, entrypoint = '', resolutionKind = '' }) => `${kind} ${entrypoint} ${resolutionKind}`) : []
  },
  smoker: (folder) => {
    const { results } = smoker(folder, ['--checks'])
    return results.checks.failed.map(({ rule }) => rule.name)
  },
  script: (folder) => {
    const { results } = smoker(folder, ['smoke'])
    return results.scripts.filter(({ error }) => error).map(() => 'fails')
  },
  npm: (folder) => (run('npm', ['pack', '--dry-run', '--ignore-scripts'], folder).status === 0 ? [] : ['fails']),
}

const heads = ['', 'packproof check', 'publint', 'Are The Types Wrong', 'midnight-smoker: checks', 'midnight-smoker: a script', 'npm pack --dry-run']
try {
  const before = await ask('sound', sound)
  for (const [tool, said] of Object.entries(before)) console.log(`without a fault, ${tool} says: ${short(said).join(', ') || 'nothing'}`)
  const rows = []
  for (const [fault, change] of Object.entries(faults).filter(([fault]) => fault.includes(process.env.ONLY ?? ''))) {
    const said = await ask(fault, change(structuredClone(sound)))
    const cells = Object.keys(tools).map((tool) => said[tool].filter((name) => !before[tool].includes(name)))
    rows.push(`| ${fault} | ${cells.map((names, nth) => cell(names, nth)).join(' | ')} |`)
    console.log(rows.at(-1))
  }
  const text = [`| ${heads.join(' | ')} |`, `|${'---|'.repeat(heads.length)}`, ...rows].join('\n')
  if (!process.env.ONLY) write('who sees what', text)
  if (!process.env.ONLY) write('times', times())
} finally {
  rmSync(work, { recursive: true })
}

/** Returns the messages of each tool about a package. */
async function ask(name, files) {
  const folder = join(work, name.replaceAll(/\W+/g, '-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof text === 'string' ? text : JSON.stringify(text, null, 2))
  }
  const bytes = readFileSync(pack(folder))
  const said = {}
  for (const [tool, asked] of Object.entries(tools)) said[tool] = [...new Set(await asked(folder, bytes))]
  return said
}

function cell(names, nth) {
  if (names.length === 0) return '–'
  return nth < 4 ? short(names).map((name) => `\`${name}\``).join(', ') : 'fails'
}

function short(said) {
  return [...new Set(said.map((name) => name.split(' ')[0]))]
}

/** The wall time of each command on larger packages, Node's start included, and how it ends. */
function times() {
  const sample = unpacked('sample', join(here, '../../sample/orchestra-1.0.0.tgz'))
  const clodo = unpacked('clodo', fetched('@tamyla/clodo-framework@4.0.12'))
  const bin = (name) => join(here, 'node_modules/.bin', name)
  const commands = {
    'packproof check X.tgz': ({ tarball }) => ['node', [join(here, '../../bin/packproof.js'), 'check', tarball]],
    'publint X.tgz': ({ tarball }) => [bin('publint'), [tarball]],
    'attw X.tgz': ({ tarball }) => [bin('attw'), [tarball]],
    'smoker --checks': () => [bin('smoker'), ['--checks']],
    'npm pack --dry-run': () => ['npm', ['pack', '--dry-run', '--ignore-scripts']],
  }
  const rows = Object.entries(commands).map(([name, command]) => {
    const cells = [sample, clodo].map((one) => {
      const started = process.hrtime.bigint()
      const { status } = run(...command(one), one.folder)
      return `${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s, exit ${status}`
    })
    return `| \`${name}\` | ${cells.join(' | ')} |`
  })
  return ['| command | the sample (9 files) | @tamyla/clodo-framework@4.0.12 (286 files) |', '|---|---|---|', ...rows].join('\n')
}

function unpacked(name, tarball) {
  const folder = join(work, name)
  mkdirSync(folder)
  run('tar', ['xzf', tarball, '-C', folder], work)
  return { folder: join(folder, 'package'), tarball }
}

function fetched(spec) {
  const folder = join(work, 'fetched')
  mkdirSync(folder)
  run('npm', ['pack', spec, '--ignore-scripts', '--pack-destination', folder], work)
  return join(folder, readdirSync(folder)[0])
}

function pack(folder) {
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', dirname(folder)], folder)
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(dirname(folder), `${name}-${version}.tgz`)
}

/** midnight-smoker packs the folder, installs the tarball in a clean place, and checks or runs there. */
function smoker(folder, args) {
  const { stdout } = run(join(here, 'node_modules/.bin/smoker'), [...args, '--json'], folder)
  return JSON.parse(stdout)
}

function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 })
}

function exact(bytes) {
  return new Uint8Array(bytes)
}

/** Replaces what stands in the page between two comments. */
function write(part, text) {
  const [start, end] = [`<!-- ${part} -->`, `<!-- end of ${part} -->`]
  const old = readFileSync(page, 'utf8')
  const [before, rest] = old.split(start)
  writeFileSync(page, `${before}${start}\n\n${text}\n\n${end}${rest.split(end)[1]}`)
}
