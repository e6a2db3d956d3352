// Consumers on disk, compiled by `tsc` itself: one file for each mode, which imports every declared value of every entry point.

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { MODES } from './modes.mjs'

/** The codes of what a consumer is told where packproof has a problem of that kind, too. */
const REQUIRED_MODULE = [1471, 1479, 1541, 1542]
const TOLD = { 'cjs-resolves-to-esm': REQUIRED_MODULE, 'false-esm': REQUIRED_MODULE }
/** The use of a const enum alone, which is a value all the same. */
const USED_ENUM = 2475
/** A name or a file that is not there. */
const INSIDE = [2305, 2307, 2614, 2724, 2834, 2835, 7016]
/** The global types without which `tsc` stops before it looks into any file; with its own library, it takes seconds for each mode. */
const GLOBALS = ['Array<T>', 'Boolean', 'CallableFunction', 'Function', 'IArguments', 'NewableFunction', 'Number', 'Object', 'RegExp', 'String']
/** The types of the library that the type of what `export =` hands over is often made of. */
const HELPERS = ['Partial<T> = { [P in keyof T]?: T[P] }', 'Readonly<T> = { readonly [P in keyof T]: T[P] }', 'Record<K extends keyof any, T> = { [P in K]: T }', 'Pick<T, K extends keyof T> = { [P in K]: T[P] }', 'Exclude<T, U> = T extends U ? never : T', 'Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>']
/** A library of the least that is needed. */
export const LIBRARY = [...GLOBALS.map((name) => `interface ${name} {}`), ...HELPERS.map((type) => `type ${type}`)].join('\n')
/** An error that `tsc` tells if it looks into files at all. */
const MISTAKE = 'mistake.ts'

/** Lays a package out below the node_modules of a new folder, runs `work` in it, and removes it. */
export async function inFolder(name, files, work) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'packproof-consumer-')))
  try {
    for (const [file, contents] of files) {
      const place = path.join(folder, 'node_modules', name, file)
      fs.mkdirSync(path.dirname(place), { recursive: true })
      fs.writeFileSync(place, contents)
    }
    return await work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Compiles a consumer for each mode; `tsc` is the compiler's script. Modes with the same settings are compiled together. */
export function compileConsumers(tsc, folder, report) {
  const sum = { statements: 0, differences: [] }
  const entries = report.entryPoints.filter((entry) => entry.types?.length > 0)
  for (const module of ['node16', 'nodenext', 'esnext']) {
    const modes = Object.keys(MODES).filter((mode) => MODES[mode].module === module)
    compile(tsc, folder, modes, entries, report, sum)
  }
  return sum
}

function compile(tsc, folder, modes, entries, report, sum) {
  const asked = new Map()
  for (const mode of modes) {
    const cells = entries.map((entry) => ({ mode, entry, types: entry.types.find((types) => types.mode === mode) }))
    const file = `consumer-${mode}${MODES[mode].extension}`
    asked.set(file, cells.filter(({ types }) => types.status !== 'untyped' && types.names.length > 0))
    fs.writeFileSync(path.join(folder, file), asked.get(file).map(({ entry, types }, at) => statement(entry.specifier, types.names, at)).join('\n'))
    sum.statements += asked.get(file).length
  }
  if ([...asked.values()].every((cells) => cells.length === 0)) return
  fs.writeFileSync(path.join(folder, 'library.d.ts'), LIBRARY)
  fs.writeFileSync(path.join(folder, MISTAKE), 'export const one: 1 = 2')
  const { module, moduleResolution } = MODES[modes[0]]
  const args = [tsc, '--noEmit', '--strict', '--noLib', '--target', 'es2022', '--module', module, '--moduleResolution', moduleResolution, '--pretty', 'false', 'library.d.ts', MISTAKE, ...asked.keys()]
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 120_000 })
  const own = `node_modules/${report.package.name}/`
  const inside = new Map()
  if (!stdout.includes(`${MISTAKE}(`)) sum.differences.push(`${modes.join(' ')}: tsc looks into no file: ${stdout.slice(0, 200)}`)
  for (const [, place, line, code, message] of stdout.matchAll(/^(.+?)\((\d+),\d+\): error TS(\d+): (.*)$/gm)) {
    if (asked.has(place)) {
      const { mode, entry, types } = asked.get(place)[line - 1]
      if (Number(code) === USED_ENUM) continue
      const isTold = Object.entries(TOLD).some(([kind, codes]) => codes.includes(Number(code)) && isSaid(kind, mode, entry, types))
      if (!isTold) sum.differences.push(`${entry.specifier} ${mode}: TS${code} ${message}`)
    } else if (place.startsWith(own) && INSIDE.includes(Number(code)) && isOwn(message, report.package.name)) {
      inside.set(`${place.slice(own.length)}:${line}`, `TS${code} ${message}`)
    }
  }
  compareInside(modes.join(' '), inside, report, sum)
}

/** In a mode that Node is not offered, the types promise nothing. */
function isSaid(kind, mode, { outcomes }, { problems }) {
  const { errors } = outcomes.find(({ modes }) => modes.includes(mode.endsWith('cjs') ? 'require' : 'import'))
  return problems.some((problem) => problem.kind === kind) || errors.some(({ code }) => code === 'ERR_PACKAGE_PATH_NOT_EXPORTED')
}

/** One line, so that the line of an error tells the entry point. */
function statement(specifier, names, at) {
  const imports = names.map((name, index) => `${/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)} as v${at}_${index}`)
  return `import { ${imports.join(', ')} } from '${specifier}'; void [${names.map((_, index) => `v${at}_${index}`).join(', ')}];`
}

/** Other packages are not there, and so nothing is known of what comes from them. */
function isOwn(message, name) {
  const asked = /'"?([^'"]+)"?'/g
  const specifiers = [...message.matchAll(asked)].map(([, text]) => text)
  return specifiers.some((text) => text.startsWith('.') || text.startsWith('#') || text === name || text.startsWith(`${name}/`) || text.includes(`node_modules/${name}/`))
}

/** Every error inside of the declarations is a finding. Findings are folded: the places that are not told count as one. */
function compareInside(mode, inside, report, sum) {
  const rules = ['internal-resolution-error', 'missing-declared-name', 'untyped-import']
  const findings = report.findings.filter(({ rule }) => rules.includes(rule))
  const told = new Set(findings.flatMap(({ at, also = [] }) => [at, ...also]).filter(Boolean).map(({ file, line }) => `${file}:${line}`))
  for (const [place, message] of inside) if (!told.has(place)) sum.differences.push(`${mode}, inside: ${place} ${message}`)
}
