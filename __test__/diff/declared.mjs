// Compares what `packproof diff` says of declared names with TypeScript itself, on pairs of releases: every name that
// TypeScript no longer finds must be told, and none that it still finds; the same for values that are types only now, and for
// subpaths without declarations, and the same for arguments that are asked for. Nothing of the releases runs.
//
//   node __test__/diff/declared.mjs                      all pairs of pairs.json
//   node __test__/diff/declared.mjs 'chalk 4.1.2 5.0.0'  one of them

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { fetched, fetchReleases } from './releases.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const program = process.env.PACKPROOF_BIN ?? join(here, '../../target/release/packproof')
const most = Number(process.env.MOST ?? 12)
const { Node16 } = ts.ModuleKind
const modes = [
  ['node16-esm', { module: Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }, 'ask.mts'],
  ['node16-cjs', { module: Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }, 'ask.cts'],
  ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }, 'ask.ts'],
  // Of old projects only whether there are declarations.
  ['node10', { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10, ignoreDeprecations: '6.0' }, 'ask.ts'],
]

const listed = JSON.parse(readFileSync(join(here, 'pairs.json'), 'utf8'))
const pairs = process.argv.length > 2 ? process.argv.slice(2).flatMap((one) => listed[one] ?? [one]) : Object.values(listed).flat()
const sum = { pairs: 0, modules: 0, names: 0, gone: 0, grown: 0, missed: 0, invented: 0, untold: 0, skipped: 0 }

for (let at = 0; at < pairs.length; at += 24) {
  const some = pairs.slice(at, at + 24).map((pair) => pair.split(' '))
  await fetchReleases(some.flatMap(([name, ...versions]) => versions.map((version) => ({ name, version }))))
  for (const [name, ...versions] of some) {
    const [before, after] = versions.map((version) => fetched({ name, version }))
    const said = before && after && diff(before, after)
    if (!said) sum.skipped += 1
    else compare(`${name} ${versions.join(' → ')}`, name, said, before, after)
  }
}
console.log(JSON.stringify(sum))
process.exitCode = sum.missed + sum.invented > 0 || sum.pairs === 0 ? 1 : 0

function compare(label, name, { changes }, before, after) {
  sum.pairs += 1
  const surface = JSON.parse(run('surface', before.tarball, '-q').stdout)
  const subpaths = [...new Set(['.', ...Object.keys(surface.subpaths)])].filter((subpath) => !subpath.endsWith('.json')).slice(0, most)
  for (const [mode, options, file] of modes) {
    for (const subpath of subpaths) {
      const specifier = name + subpath.slice(1)
      const [was, is] = [before, after].map(({ home }) => exportsOf(join(home, file), specifier, options))
      if (!was) continue
      sum.modules += 1
      const about = changes.filter((change) => change.subpath === subpath)
      const holds = ({ typesModes }) => !typesModes?.length || typesModes.includes(mode)
      const isLost = about.some((change) => ['types-removed', 'types-mode-removed'].includes(change.kind) && holds(change))
      const isGone = about.some(({ kind }) => kind === 'subpath-removed')
      if (!is) {
        if (!isLost && !isGone) wrong(label, 'missed', `types of ${specifier} in ${mode}`)
        continue
      }
      if (isLost) wrong(label, 'invented', `types of ${specifier} in ${mode}`)
      if (mode !== 'node10') compareNames(label, `${specifier} in ${mode}`, was, is, about.filter(holds))
    }
  }
}

function compareNames(label, where, was, is, about) {
  const named = (...kinds) => new Map(about.filter(({ kind }) => kinds.includes(kind)).map(({ name, effect }) => [name, effect]))
  const gone = named('declared-name-removed')
  const typesOnly = named('declared-value-removed')
  const isUntold = about.some(({ kind }) => kind === 'declared-names-unknown' || kind === 'names-unknown')
  compareArguments(label, where, was, is, about)
  for (const [name, { isValue }] of was) {
    if (name === 'default' || name === 'export=') continue
    sum.names += 1
    const fate = !is.has(name) ? 'gone' : isValue && !is.get(name).isValue ? 'types only' : 'kept'
    const told = { gone, 'types only': typesOnly, kept: new Map() }[fate]
    if (fate !== 'kept') sum.gone += 1
    if (fate !== 'kept' && !told.has(name)) isUntold ? (sum.untold += 1) : wrong(label, 'missed', `${name} of ${where} is ${fate}`)
    if (fate === 'kept' && (gone.get(name) === 'major' || typesOnly.get(name) === 'major')) wrong(label, 'invented', `${name} of ${where}`)
  }
}

/** A function or class with one signature that asks for more arguments must be told, unless its types leave that open. */
function compareArguments(label, where, was, is, about) {
  const told = new Set(about.filter(({ kind }) => kind === 'declared-parameters-grown').map(({ name }) => name))
  for (const [name, { needs: old }] of was) {
    const { needs } = is.get(name) ?? {}
    const has = told.has(name)
    const grown = old !== undefined && needs !== undefined && old.isClass === needs.isClass && needs.least > old.least
    if (grown) sum.grown += 1
    if (has && !grown) wrong(label, 'invented', `more arguments of ${name} of ${where}`)
    if (grown && !has) isOpen(old) || isOpen(needs) ? (sum.untold += 1) : wrong(label, 'missed', `more arguments of ${name} of ${where}`)
  }
}

/** Only what is declared with one plain signature is judged by its syntax. */
function isOpen({ declaration }) {
  const isPlain = ts.isFunctionDeclaration(declaration) || ts.isConstructorDeclaration(declaration)
  return !isPlain || declaration.parameters.some(({ type, dotDotDotToken }) => dotDotDotToken || !type || !ts.isTypeReferenceNode(type) && /\bvoid\b|\[|&/.test(type.getText()))
}

/** The least number of arguments of the one signature of a name, where it has one. */
function needsOf(checker, symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  if (!(target.flags & ts.SymbolFlags.Value)) return undefined
  const type = checker.getTypeOfSymbol(target)
  const isClass = Boolean(target.flags & ts.SymbolFlags.Class)
  const [first, ...others] = isClass ? type.getConstructSignatures() : type.getCallSignatures()
  return first?.declaration && others.length === 0 ? { isClass, least: first.minArgumentCount, declaration: first.declaration } : undefined
}

function wrong(label, how, what) {
  sum[how] += 1
  console.log(`${label}: ${how}: ${what}`)
}

/** The exported names, each with whether it is a value and what it needs; nothing where there are no declarations. */
function exportsOf(file, specifier, more) {
  const options = { ...more, noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, allowJs: false }
  const host = ts.createCompilerHost(options)
  const text = `import * as it from '${specifier}'\nvoid it\n`
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (path) => path === file || fileExists.call(host, path)
  host.readFile = (path) => (path === file ? text : readFile.call(host, path))
  host.getSourceFile = (path, ...rest) => (path === file ? ts.createSourceFile(path, text, rest[0], true) : getSourceFile.call(host, path, ...rest))
  const asked = ts.createProgram([file], options, host)
  const source = asked.getSourceFile(file)
  const refused = asked.getSemanticDiagnostics(source).some(({ code }) => [2307, 7016, 1479, 1541].includes(code))
  const checker = asked.getTypeChecker()
  const symbol = checker.getSymbolAtLocation(source.statements[0].moduleSpecifier)
  if (refused || !symbol) return undefined
  return new Map(checker.getExportsOfModule(symbol).map((found) => [found.name, { isValue: isValue(checker, found), needs: needsOf(checker, found) }]))
}

function isValue(checker, symbol) {
  const isTypeOnly = (declaration) => ts.isExportSpecifier(declaration) && (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly)
  if (symbol.declarations?.some(isTypeOnly)) return false
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return target.flags === 0 || Boolean(target.flags & ts.SymbolFlags.Value)
}

function diff(before, after) {
  const { stdout, status } = run('diff', before.tarball, after.tarball, '--json', '-q')
  return status === 0 || status === 1 ? JSON.parse(stdout) : undefined
}

function run(...args) {
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 180_000 })
}
