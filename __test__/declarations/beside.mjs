// Compares, in a project whose dependencies are installed, what packproof says of types across packages with TypeScript: every package
// of its node_modules is packed, and checked with `--deps installed`. `node beside.mjs PROJECT [NAME…]`; `PACKPROOF_BIN` names the program.
// Undeclared packages, which TypeScript may find by chance, are counted by themselves.

import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5'

const program = process.env.PACKPROOF_BIN ?? fileURLToPath(new URL('../../target/debug/packproof', import.meta.url))
const [project, ...named] = process.argv.slice(2)
const modules = path.join(fs.realpathSync(project), 'node_modules')
const RULES = ['missing-types', 'missing-declared-name', 'internal-resolution-error', 'untyped-import', 'undeclared-types']
/** A name, a file or declarations that are not there. */
const CODES = [2305, 2307, 2614, 2694, 2724, 2834, 2835, 7016]
const SETTINGS = [
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
]
const sum = { packages: 0, errors: 0, told: 0, undeclared: 0, differ: 0 }
for (const name of named.length > 0 ? named : installed()) compare(name)
console.log(`${sum.packages} typed packages, ${sum.errors} errors of TypeScript ${ts.version}, ${sum.told} places told, ${sum.undeclared} of them undeclared; ${sum.differ} differ`)
process.exitCode = sum.packages === 0 || sum.differ > 0 ? 1 : 0

function installed() {
  const inside = (scope) => fs.readdirSync(path.join(modules, scope)).map((name) => `${scope}/${name}`)
  const names = fs.readdirSync(modules).flatMap((name) => (name.startsWith('@') ? inside(name) : [name]))
  return names.filter((name) => !name.startsWith('.') && !name.startsWith('@types/') && fs.existsSync(path.join(modules, name, 'package.json')))
}

function compare(name) {
  const folder = path.join(modules, name)
  const report = check(folder)
  const targets = (report.entryPoints ?? []).flatMap(({ types = [] }) => types.map(({ target }) => target))
  const roots = [...new Set(targets.filter((target) => /\.[cm]?tsx?$/.test(target ?? '') && !target.startsWith('node_modules/')))]
  if (roots.length === 0) return
  const errors = errorsIn(folder, roots.map((root) => path.join(folder, root)))
  const told = new Map()
  for (const { rule, message, at, also = [] } of report.findings.filter(({ rule }) => RULES.includes(rule))) {
    for (const place of [at, ...also].filter(Boolean)) told.set(`${place.file}:${place.line}`, isByChance(message) ? 'undeclared-types' : rule)
  }
  // A package that the code asks for, too, is reported once, by the rules about Node.
  const byNode = report.findings.filter(({ rule }) => /undeclared-dependency|dev-dependency-only/.test(rule)).map(({ message }) => message)
  const isKnown = (text) => byNode.some((message) => message.includes(`"${/'([^'/]+|@[^'/]+\/[^'/]+)[/']/.exec(text)?.[1]}"`)) || isOfNode(text)
  const missed = [...errors].filter(([place, text]) => !told.has(place) && !isKnown(text))
  const extra = [...told].filter(([place, rule]) => !errors.has(place) && rule !== 'undeclared-types')
  sum.packages += 1
  sum.errors += errors.size
  sum.told += told.size
  sum.undeclared += [...told.values()].filter((rule) => rule === 'undeclared-types').length
  sum.differ += missed.length + extra.length
  for (const [place, text] of missed) console.log(`${name} ${place}: only TypeScript: ${text}`)
  for (const [place, rule] of extra) console.log(`${name} ${place}: only packproof: ${rule}`)
}

function check(folder) {
  const tarball = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'packproof-beside-')), 'package.tgz')
  execFileSync('tar', ['czf', tarball, '--exclude=./node_modules', '--transform', 's,^\\./,package/,', '-C', folder, './'])
  const [command, ...words] = program.endsWith('.js') ? [process.execPath, program] : [program]
  try {
    const args = [...words, 'check', '--json', '--deps', `installed=${project}`, tarball]
    return JSON.parse(execFileSync(command, args, { maxBuffer: 2 ** 30, timeout: 120_000, stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch (error) {
    return JSON.parse(error.stdout || '{}')
  } finally {
    fs.rmSync(path.dirname(tarball), { recursive: true, force: true })
  }
}

/** The errors in the files of a package, by their places. */
function errorsIn(folder, roots) {
  const errors = new Map()
  for (const setting of SETTINGS) {
    const options = { ...setting, strict: true, noEmit: true, noLib: true, types: [], target: ts.ScriptTarget.ESNext, skipLibCheck: false }
    const compiled = ts.createProgram(roots, options)
    const own = (file) => file.fileName.startsWith(`${folder}/`) && !file.fileName.slice(folder.length).includes('/node_modules/')
    for (const file of compiled.getSourceFiles().filter(own)) {
      for (const { code, start, messageText } of compiled.getSemanticDiagnostics(file).filter(({ code }) => CODES.includes(code))) {
        const { line } = ts.getLineAndCharacterOfPosition(file, start)
        errors.set(`${file.fileName.slice(folder.length + 1)}:${line + 1}`, `TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
      }
    }
  }
  return errors
}

/** A dependency without types, whose `@types` somebody else has brought. */
function isByChance(message) {
  const name = /imports "(@[^/"]+\/[^/"]+|[^/"]+).* has no types:/.exec(message)?.[1]
  return name !== undefined && fs.existsSync(path.join(modules, '@types', name.replace('@', '').replace('/', '__')))
}

function isOfNode(text) {
  return /'(node:[^']*|bun|bun:[^']*|fs|http|https|http2|net|tls|stream|events|url|util|path|zlib|crypto|buffer|child_process)(\/[^']*)?'/.test(text)
}
