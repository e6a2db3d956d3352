// One made-up pair of releases for each kind of change, and beside it a pair that must say nothing. Of each change that breaks somebody
// with a consumer's statement, real Node (or TypeScript, for types) runs that statement with both releases: the older one must do it,
// and the newer one fail in the very words.
//
//   node __test__/diff/made-up.mjs          all pairs
//   node __test__/diff/made-up.mjs bin      those whose name has this text
//   PACKPROOF_BIN=bin/packproof.js …        the program to ask

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { nodes } from '../node/versions.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const program = process.env.PACKPROOF_BIN ?? join(here, '../../target/release/packproof')
const all = nodes()
const nodeOf = (version) => all.findLast((node) => node.version.startsWith(`${version}.`) || node.version === version)

const dual = { '.': { import: './a.mjs', require: './a.cjs' } }
const one = { 'a.mjs': 'export const a = 1, b = 2\nexport default 1', 'a.cjs': 'exports.a = 1; exports.b = 2' }
const script = { 'a.cjs': one['a.cjs'] }
const types = { '.': { types: './a.d.mts', default: './a.mjs' } }
const declared = (text) => ({ ...one, 'a.d.mts': text })
const readme = { 'README.md': "`require('p/lib/b')`" }
const peer = (range, meta) => ({ main: 'a.cjs', peerDependencies: { q: range }, ...meta })

/** A pair: the changes that are expected as `kind effect subject`, then each release as `[package.json, files]`. */
const pairs = {
  'a subpath': [['subpath-removed major ./b'], [{ exports: { ...dual, './b': './b.mjs' } }, { ...one, 'b.mjs': '' }], [{ exports: dual }, one]],
  'a subpath by a pattern': [[], [{ exports: { './b': './b.mjs' } }, { 'b.mjs': '' }], [{ exports: { './*': './*.mjs' } }, { 'b.mjs': '' }]],
  'a file of a pattern': [['subpath-removed major ./b'], [{ exports: { './*': './x/*.mjs' } }, { 'x/a.mjs': '', 'x/b.mjs': '' }], [{ exports: { './*': './x/*.mjs' } }, { 'x/a.mjs': '' }]],
  'a file of a pattern that is elsewhere': [[], [{ exports: { './*': './x/*.mjs' } }, { 'x/a.mjs': '' }], [{ exports: { './*': './y/*.mjs' } }, { 'y/a.mjs': '' }]],
  'a pattern that hid a file': [[], [{ exports: { './*': './x/*.mjs', './b': null } }, { 'x/a.mjs': '', 'x/b.mjs': '' }], [{ exports: { './*': './x/*.mjs', './b': null } }, { 'x/a.mjs': '' }]],
  'an asset': [['subpath-removed major ./s.css'], [{ exports: { ...dual, './s.css': './s.css' } }, { ...one, 's.css': '' }], [{ exports: dual }, one]],
  'an asset of a pattern': [['subpath-removed major ./i/b.svg'], [{ exports: { './i/*.svg': './i/*.svg' } }, { 'i/a.svg': '', 'i/b.svg': '' }], [{ exports: { './i/*.svg': './i/*.svg' } }, { 'i/a.svg': '' }]],
  'an asset of a pattern, named now': [[], [{ exports: { './i/*.svg': './i/*.svg' } }, { 'i/a.svg': '' }], [{ exports: { './i/a.svg': './i/a.svg' } }, { 'i/a.svg': '' }]],
  JSON: [['subpath-removed major ./d.json'], [{ exports: { ...dual, './d.json': './d.json' } }, { ...one, 'd.json': '{}' }], [{ exports: dual }, one]],
  'a key of JSON': [['name-removed major ./d.json k'], [{ exports: { './d.json': './d.json' } }, { 'd.json': '{"k":1,"l":2}' }], [{ exports: { './d.json': './d.json' } }, { 'd.json': '{"l":3}' }]],
  require: [['mode-removed major . require'], [{ exports: dual }, one], [{ exports: { '.': { import: './a.mjs' } } }, one]],
  import: [['mode-removed major . import'], [{ exports: dual }, one], [{ exports: { '.': { require: './a.cjs' } } }, one]],
  'ES module only': [['mode-removed major . require'], [{ engines: { node: '>=18' }, exports: dual }, one], [{ engines: { node: '>=18' }, exports: './a.mjs' }, one]],
  'ES module only, where each Node can require it': [[], [{ engines: { node: '>=22.12' }, exports: dual }, one], [{ engines: { node: '>=22.12' }, exports: './a.mjs' }, one]],
  'a default': [['default-removed major . default'], [{ exports: './a.mjs' }, one], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = 1, b = 2' }]],
  'a default by another way': [[], [{ exports: './a.mjs' }, one], [{ exports: './a.mjs' }, { 'a.mjs': "export const a = 1, b = 2; export { a as default }" }]],
  'a name': [['name-removed major . b'], [{ exports: './a.mjs' }, one], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = 1; export default 1' }]],
  'a name by another file': [[], [{ exports: './a.mjs' }, one], [{ exports: './a.mjs' }, { 'a.mjs': "export * from './b.mjs'; export default 1", 'b.mjs': 'export const a = 1, b = 2' }]],
  'a name by require': [['name-removed major . b'], [{ main: 'a.cjs' }, script], [{ main: 'a.cjs' }, { 'a.cjs': 'exports.a = 1' }]],
  'a name by require of an object': [['name-removed major . b'], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = { a: 1, b: 2 }' }], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = { a: 1 }' }]],
  'a name that code makes': [['name-removed major . b', 'names-unknown unknown .'], [{ main: 'a.cjs' }, script], [{ main: 'a.cjs' }, { 'a.cjs': "exports.a = 1; for (const n of ['b']) exports[n] = 2" }]],
  'a name of a function': [['name-removed major . b'], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = make(); function make() { return { a: 1, b: 2 } }' }], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = make(); function make() { return { a: 1 } }' }]],
  'a member of a namespace': [['name-removed major . ns.b'], [{ exports: './a.mjs' }, { 'a.mjs': "export * as ns from './b.mjs'", 'b.mjs': 'export const a = 1, b = 2' }], [{ exports: './a.mjs' }, { 'a.mjs': "export * as ns from './b.mjs'", 'b.mjs': 'export const a = 1' }]],
  'a class become a function': [['kind-changed major . a'], [{ exports: './a.mjs' }, { 'a.mjs': 'export class a {}' }], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = () => {}' }]],
  'a function become a constant': [['kind-changed major . a'], [{ exports: './a.mjs' }, { 'a.mjs': 'export function a() {}' }], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = 1' }]],
  'a function in another form': [[], [{ exports: './a.mjs' }, { 'a.mjs': 'export function a() {}' }], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = function () {}' }]],
  'a function become an object': [['kind-changed major . default', 'name-added minor . a'], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = function () {}' }], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = { a() {} }' }]],
  'a function with names': [[], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = function () {}' }], [{ main: 'a.cjs' }, { 'a.cjs': 'module.exports = () => {}; module.exports.default = module.exports' }]],
  'a parameter': [['parameters-grown major . a'], [{ exports: './a.mjs' }, { 'a.mjs': 'export function a(x) {}' }], [{ exports: './a.mjs' }, { 'a.mjs': 'export function a(x, { y }) {}' }]],
  'a parameter with a default': [[], [{ exports: './a.mjs' }, { 'a.mjs': 'export function a(x) {}' }], [{ exports: './a.mjs' }, { 'a.mjs': 'export function a(x, { y } = {}) {}' }]],
  'another format': [['format-changed major . require', 'format-changed unknown . import'], [{ engines: { node: '>=22.12' }, exports: './a.js' }, { 'a.js': 'module.exports = 1' }], [{ engines: { node: '>=22.12' }, type: 'module', exports: './a.js' }, { 'a.js': 'export default 1' }]],
  'closed files': [['deep-files-closed major'], [{ main: 'a.cjs' }, { ...one, 'lib/b.js': '' }], [{ exports: './a.cjs' }, { ...one, 'lib/b.js': '' }]],
  'files that stay open': [[], [{ main: 'a.cjs' }, { 'a.cjs': one['a.cjs'], 'lib/b.js': '' }], [{ exports: { '.': './a.cjs', './a.cjs': './a.cjs', './lib/b': { require: './lib/b.js' }, './*': './*' } }, { 'a.cjs': one['a.cjs'], 'lib/b.js': '' }]],
  'a deep file': [['deep-file-removed major ./lib/b.js'], [{ main: 'a.cjs' }, { ...one, ...readme, 'lib/b.js': '' }], [{ main: 'a.cjs' }, { ...one, ...readme }]],
  'a deep file that no one was told of': [['deep-file-removed unknown'], [{ main: 'a.cjs' }, { ...one, 'lib/b.js': '' }], [{ main: 'a.cjs' }, one]],
  'a deep file that became a folder': [[], [{ main: 'a.cjs' }, { ...one, ...readme, 'lib/b/index.js': '' }], [{ main: 'a.cjs' }, { ...one, ...readme, 'lib/b/index.js': '1' }]],
  'a condition': [['condition-removed major . worker'], [{ exports: { '.': { worker: './w.mjs', default: './a.mjs' } } }, { ...one, 'w.mjs': 'export const a = 1, w = 2; export default 1' }], [{ exports: './a.mjs' }, one]],
  'a condition to the same file': [[], [{ exports: { '.': { worker: './a.mjs', default: './a.mjs' } } }, one], [{ exports: './a.mjs' }, one]],
  'a command': [['bin-removed major q'], [{ main: 'a.cjs', bin: { p: 'a.cjs', q: 'a.cjs' } }, one], [{ main: 'a.cjs', bin: { p: 'a.cjs' } }, one]],
  'a command in another file': [[], [{ main: 'a.cjs', bin: 'c.cjs' }, { ...one, 'c.cjs': '#!/usr/bin/env node\n' }], [{ main: 'a.cjs', bin: { p: 'd.cjs' } }, { ...one, 'd.cjs': '#!/usr/bin/env node\n' }], 'deep-file-removed'],
  engines: [['engines-narrowed major node'], [{ main: 'a.cjs', engines: { node: '>=18' } }, one], [{ main: 'a.cjs', engines: { node: '>=20' } }, one]],
  'wider engines': [[], [{ main: 'a.cjs', engines: { node: '>=20' } }, one], [{ main: 'a.cjs', engines: { node: '^18 || >=20' } }, one]],
  'a system': [['platform-narrowed major'], [{ main: 'a.cjs' }, one], [{ main: 'a.cjs', os: ['!win32'] }, one]],
  'a rare system': [[], [{ main: 'a.cjs' }, one], [{ main: 'a.cjs', os: ['!aix'] }, one]],
  'a Node by syntax': [['node-removed major .'], [{ main: 'a.cjs', engines: { node: '>=18' } }, { 'a.cjs': 'exports.a = 1' }], [{ main: 'a.cjs', engines: { node: '>=18' } }, { 'a.cjs': 'exports.a = 1; const r = /a/v' }]],
  'a peer': [['peer-added major q'], [{ main: 'a.cjs' }, one], [peer('^1'), one]],
  'an optional peer': [['peer-added minor q'], [{ main: 'a.cjs' }, one], [peer('^1', { peerDependenciesMeta: { q: { optional: true } } }), one]],
  'a narrower peer': [['peer-narrowed major q'], [peer('^1 || ^2'), one], [peer('^2'), one]],
  'a wider peer': [[], [peer('^2'), one], [peer('>=2'), one]],
  types: [['types-removed major .'], [{ exports: types }, declared('export const a: 1, b: 2; export default a')], [{ exports: './a.mjs' }, one]],
  'types elsewhere': [[], [{ exports: types }, declared('export const a: 1, b: 2; export default a')], [{ exports: './a.mjs' }, declared('export const a: 1, b: 2; export default a')]],
  'types in one mode': [['types-mode-removed major .'], [{ exports: { '.': { import: { types: './a.d.mts', default: './a.mjs' }, require: { types: './a.d.cts', default: './a.cjs' } } } }, { ...declared('export const a: 1'), 'a.d.cts': 'export const a: 1' }], [{ exports: { '.': { import: { types: './a.d.mts', default: './a.mjs' }, require: './a.cjs' } } }, declared('export const a: 1')]],
  'a declared name': [['declared-name-removed major . T'], [{ exports: types }, declared('export const a: 1, b: 2; export type T = 1; export default a')], [{ exports: types }, declared('export const a: 1, b: 2; export default a')]],
  'a declared name by another way': [[], [{ exports: types }, declared('export const a: 1, b: 2; export type T = 1; export default a')], [{ exports: types }, declared('export const a: 1, b: 2; interface T {} export type { T }; export default a')]],
  'a declared value': [['declared-value-removed major . b'], [{ exports: types }, declared('export const a: 1; export class b {} export default a')], [{ exports: types }, declared('export const a: 1; export interface b {} export default a')]],
  'a declared parameter': [['declared-parameters-grown major . f'], [{ exports: types }, declared('export function f(x: 1): void')], [{ exports: types }, declared('export function f(x: 1, y: 2): void')]],
  'a declared parameter that may be left out': [[], [{ exports: types }, declared('export function f(x: 1): void')], [{ exports: types }, declared('export function f(x: 1, y?: 2): void')]],
  'names of another package': [['names-unknown unknown .'], [{ exports: './a.mjs', dependencies: { q: '1' } }, { 'a.mjs': "export * from 'q'" }], [{ exports: './a.mjs', dependencies: { q: '2' } }, { 'a.mjs': "export * from 'q'" }]],
  'a new subpath': [['subpath-added minor ./b'], [{ exports: dual }, one], [{ exports: { ...dual, './b': './b.mjs' } }, { ...one, 'b.mjs': '' }]],
  'a new asset': [['subpath-added minor ./i/a.svg'], [{ exports: dual }, one], [{ exports: { ...dual, './i/*': './i/*' } }, { ...one, 'i/a.svg': '' }]],
  'a new mode': [['mode-added minor . require'], [{ exports: { '.': { import: './a.mjs' } } }, one], [{ exports: dual }, one]],
  'a new name': [['name-added minor . c'], [{ exports: './a.mjs' }, one], [{ exports: './a.mjs' }, { 'a.mjs': `${one['a.mjs']}\nexport const c = 1` }]],
  'a new default': [['default-added minor . default'], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = 1' }], [{ exports: './a.mjs' }, { 'a.mjs': 'export const a = 1; export default a' }]],
  'new types': [['types-added minor .'], [{ exports: './a.mjs' }, one], [{ exports: types }, declared('export const a: 1, b: 2; export default a')]],
  'a new declared name': [['declared-name-added patch . T'], [{ exports: types }, declared('export const a: 1')], [{ exports: types }, declared('export const a: 1; export type T = 1')]],
  'a new condition': [['condition-added minor . worker'], [{ exports: './a.mjs' }, one], [{ exports: { '.': { worker: './w.mjs', default: './a.mjs' } } }, { ...one, 'w.mjs': one['a.mjs'] }]],
  'a new command': [['bin-added minor p'], [{ main: 'a.cjs' }, one], [{ main: 'a.cjs', bin: 'a.cjs' }, one]],
  'a peer less': [['peer-removed patch q'], [peer('^1'), one], [{ main: 'a.cjs' }, one]],
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'packproof-made-up-')))
const sum = { pairs: 0, statements: 0, wrong: 0 }
try {
  for (const [label, pair] of Object.entries(pairs)) if (label.includes(process.argv[2] ?? '')) compare(label, pair)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(JSON.stringify(sum))
process.exitCode = sum.wrong > 0 || sum.pairs === 0 ? 1 : 0

function compare(label, [expected, before, after, passedOver]) {
  sum.pairs += 1
  const homes = [before, after].map((release, nth) => installed(`${sum.pairs}-${nth}`, release, `1.0.${nth}`))
  const tarballs = homes.map(packed)
  const { stdout, stderr } = spawnSync(program, ['diff', ...tarballs, '--json', '-q'], { encoding: 'utf8' })
  if (!stdout) return wrong(label, stderr)
  const { changes, ok } = JSON.parse(stdout)
  const rows = changes.filter(({ kind, follows }) => kind !== passedOver && !follows).map(row)
  const isMeant = (found) => found.includes(' patch ') || expected.some((one) => found.startsWith(one))
  for (const one of expected) if (!rows.some((found) => found.startsWith(one))) wrong(label, `not told: ${one}; but ${rows}`)
  for (const found of rows.filter((found) => !isMeant(found))) wrong(label, `also told: ${found}`)
  const breaks = expected.some((one) => one.includes(' major') || one.includes(' minor'))
  if (ok === breaks) wrong(label, `ok is ${ok}`)
  for (const change of changes) if (change.statement && change.now) proved(label, change, homes)
}

function row({ kind, effect, subpath, mode, name }) {
  return [kind, effect, subpath, name ?? mode].filter(Boolean).join(' ')
}

function wrong(label, words) {
  sum.wrong += 1
  console.log(`${label}: ${words}`)
}

function installed(name, [manifest, files], version) {
  const home = join(folder, name)
  const put = (path, text) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  put('node_modules/p/package.json', JSON.stringify({ name: 'p', version, ...manifest }))
  for (const [path, text] of Object.entries(files)) put(`node_modules/p/${path}`, text)
  put('node_modules/q/package.json', JSON.stringify({ name: 'q', version: '1.0.0', exports: './q.mjs' }))
  put('node_modules/q/q.mjs', 'export const q = 1')
  return home
}

function packed(home) {
  const into = `${home}.tgz`
  spawnSync('tar', ['czf', into, '--transform', 's,^p,package,', '-C', join(home, 'node_modules'), 'p'])
  return into
}

/** Runs a consumer's statement with both releases. */
function proved(label, change, [before, after]) {
  const isOfTypes = change.kind.startsWith('types-') || change.kind.startsWith('declared-')
  const [was, is] = [before, after].map((home) => (isOfTypes ? compiled(home, change) : run(home, change)))
  sum.statements += 1
  if (!was.skipped && was.failed) wrong(label, `${change.statement} failed before: ${was.failed}`)
  if (change.now.startsWith('it loads')) return
  const code = /TS\d+|ERR_\w+|MODULE_NOT_FOUND|\w+Error|undefined/.exec(change.now)?.[0]
  if (!is.failed) wrong(label, `${change.statement} does not fail: ${change.now}`)
  else if (!is.failed.includes(code ?? 'exported member')) wrong(label, `${change.statement}: ${is.failed} and not ${change.now}`)
}

function run(home, { statement, now, kind, name, node }) {
  const isRequire = /require\(/.test(statement)
  const asks = now === 'undefined' || now.startsWith('undefined')
  const value = /^const \{ (.+) \}/.exec(statement)?.[1] ?? (isRequire ? statement : /; (.+)$/.exec(statement)?.[1])
  const check = asks && value ? `\nif ((${value}) === undefined) throw new Error('undefined')` : ''
  const file = join(home, isRequire ? 'ask.cjs' : 'ask.mjs')
  writeFileSync(file, statement + check)
  const conditions = kind === 'condition-removed' ? ['-C', name] : []
  const exec = [...(node ?? []), '22'].map(nodeOf).find(Boolean)?.exec ?? process.execPath
  const { status, stderr } = spawnSync(exec, [...conditions, file], { encoding: 'utf8' })
  // A style is for bundlers: Node finds it, and cannot load it.
  const isAsset = /ERR_UNKNOWN_FILE_EXTENSION/.test(stderr)
  return { failed: status === 0 || isAsset ? '' : stderr.trim() }
}

function compiled(home, { statement, typesModes }) {
  const isCommonJs = typesModes?.length > 0 && typesModes.every((mode) => mode.endsWith('cjs'))
  const file = join(home, isCommonJs ? 'ask.cts' : 'ask.mts')
  writeFileSync(file, statement)
  const kinds = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }
  const checked = ts.createProgram([file], { ...kinds, strict: true, noEmit: true, types: [] })
  const found = checked.getSemanticDiagnostics().filter((one) => one.file?.fileName === file)
  const text = found.map((one) => `TS${one.code}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`).join('\n')
  return { failed: text }
}
