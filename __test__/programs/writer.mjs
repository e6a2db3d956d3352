// Writes packages of a few modules that chance puts together: CommonJS and ES modules that load each other, missing files and missing
// packages, in branches, loops, `try`, functions and classes that run, may run or never run.

import { chance } from '../corpus/chance.mjs'

const MOST_STATEMENTS = 22
const NAMES = ['a', 'b', 'c']
const VALUES = ['1', "'s'", '{}', '[]', 'null', 'undefined', 'true', '() => 1', 'function () {}']
const TESTS = [
  'true', 'false', '1', "''", '!1', 'void 0', '[]', 'process.env.NOPE', "process.env.NODE_ENV === 'production'", 'Math.random() > 2',
  "typeof window !== 'undefined'", "typeof window === 'undefined'", "typeof require === 'function'", 'globalThis.nope',
]
const FREE_NAMES = ['module.id', '__filename', 'this.x', 'document', 'typeof document', 'undeclared', 'navigator', 'require.main']

/** The files of one package by their names; the same seed gives the same package. */
export function packageOf(seed) {
  return new PackageWriter(chance(seed)).files()
}

class PackageWriter {
  constructor(random) {
    this.random = random
    this.type = this.pick('module', 'commonjs', undefined)
    this.modules = Array.from({ length: 2 + this.below(4) }, (_, at) => {
      const extension = this.pick('js', 'js', 'mjs', 'cjs')
      const isEs = extension === 'mjs' || (extension === 'js' && this.type === 'module')
      return { name: `m${at}.${extension}`, isEs }
    })
  }

  pick(...list) {
    return list[this.below(list.length)]
  }

  below(count) {
    return Math.floor(this.random() * count)
  }

  files() {
    const manifest = { name: 'p', version: '1.0.0', type: this.type, exports: `./${this.modules[0].name}` }
    const texts = this.modules.map((module, at) => [module.name, new ModuleWriter(this, module, at).text()])
    return { 'package.json': JSON.stringify(manifest), ...Object.fromEntries(texts) }
  }
}

class ModuleWriter {
  constructor(writer, { isEs }, at) {
    Object.assign(this, { writer, isEs, at, left: MOST_STATEMENTS, names: 0, depth: 0 })
    Object.assign(this, { functions: [], bindings: [], namespaces: [], exported: new Set() })
  }

  pick(...list) {
    return this.writer.pick(...list)
  }

  /** One of some functions is called. */
  any(...makers) {
    return this.pick(...makers)()
  }

  name(start) {
    return `${start}${this.names++}`
  }

  /** Most requests lead to modules that come later, so that not everything is a circle. */
  specifier() {
    const chosen = this.writer.random()
    if (chosen < 0.06) return './gone.js'
    if (chosen < 0.1) return 'missing-package'
    if (chosen < 0.2) return this.pick('fs', 'node:path', 'util')
    const from = this.writer.random() < 0.75 ? Math.min(this.at + 1, this.writer.modules.length - 1) : 0
    return `./${this.pick(...this.writer.modules.slice(from)).name}`
  }

  text() {
    const head = this.isEs ? this.imports() : this.pick('', '', '', "'use strict'\n")
    return `${head}${this.statements(2, 1 + this.writer.below(4))}\n`
  }

  imports() {
    const lines = ["import { createRequire } from 'node:module'; const load = createRequire(import.meta.url)"]
    for (let count = this.writer.below(4); count > 0; count--) lines.push(this.import())
    for (const name of NAMES.filter((name) => !this.exported.has(name) && this.writer.random() < 0.6)) {
      this.exported.add(name)
      lines.push(this.pick(`export const ${name} = 1`, `export let ${name}`, `export function ${name} () {}`, `export class ${name} {}`))
    }
    if (!this.exported.has('default')) lines.push(this.pick('', '', 'export default 1', 'export default function () {}', 'export default class {}'))
    return `${lines.join('\n')}\n`
  }

  import() {
    const [from, name, local] = [this.specifier(), this.pick(...NAMES, 'default'), this.name('i')]
    return this.any(
      () => this.binding(local, `import { ${name} as ${local} } from '${from}'`),
      () => this.binding(local, `import ${local} from '${from}'`),
      () => this.namespaces.push(local) && `import * as ${local} from '${from}'`,
      () => `import '${from}'`,
      () => `export * from '${from}'`,
      () => `export { ${name} as ${this.fresh(name)} } from '${from}'`,
      () => `export * as ${this.fresh('s')} from '${from}'`,
    )
  }

  binding(local, line) {
    this.bindings.push(local)
    return line
  }

  fresh(name) {
    const free = this.exported.has(name) ? this.name('e') : name
    this.exported.add(free)
    return free
  }

  statements(levels, count = 1 + this.writer.below(2)) {
    return Array.from({ length: count }, () => this.statement(levels)).join('\n')
  }

  block(levels) {
    this.depth++
    const text = this.statements(levels - 1)
    this.depth--
    return text
  }

  statement(levels) {
    if (--this.left < 0) return ';'
    const plain = [this.plain, this.plain, this.export, this.export, this.read]
    const nested = [this.if, this.if, this.try, this.try, this.function, this.function, this.called, this.loop, this.switch, this.class]
    const makers = levels > 0 ? [...plain, ...nested] : plain
    return this.pick(...makers).call(this, levels)
  }

  plain(levels) {
    const value = this.value(levels)
    return this.any(() => `void (${value});`, () => `const ${this.name('v')} = ${value}`, () => this.load(), () => this.thrown())
  }

  load() {
    const from = this.specifier()
    if (!this.isEs) return this.pick(`require('${from}')`, `const { a: ${this.name('v')} } = require('${from}')`, `import('${from}')`)
    const wait = this.depth === 0 ? 'await ' : ''
    return this.pick(`${wait}import('${from}')`, `${wait}import('${from}').catch(() => {})`, `load('${from}')`)
  }

  thrown() {
    return this.pick(';', ';', ';', `if (${this.pick(...TESTS)}) throw 1`)
  }

  read() {
    if (this.isEs && this.bindings.length) return this.pick('', 'typeof ', '() => ') + this.pick(...this.bindings)
    return this.writer.random() < 0.2 ? this.pick(...FREE_NAMES) : ';'
  }

  export(levels) {
    if (this.isEs) return ';'
    const name = this.pick(...NAMES)
    return this.any(
      () => `exports.${name} = ${this.value(levels)}`,
      () => `module.exports = { ${name}: ${this.value(levels)}, ${this.pick(...NAMES)}: 2 }`,
      () => `module.exports = ${this.value(levels)}`,
      () => "Object.defineProperty(exports, '__esModule', { value: true })",
      () => `Object.defineProperty(exports, '${name}', { enumerable: true, get: function () { return ${this.value(levels)} } })`,
      () => `exports = module.exports = { ${name}: 1 }`,
      () => `Object.assign(exports, { ${name}: 1 })`,
    )
  }

  value(levels) {
    const chosen = this.writer.random()
    if (chosen < 0.4 || levels < -1) return this.pick(...VALUES)
    if (chosen < 0.65) return this.loaded()
    const [first, second] = [this.value(levels - 1), this.value(levels - 1)]
    const test = this.pick(...TESTS)
    if (chosen < 0.9) return this.pick(`(${test} ? ${first} : ${second})`, `((${test}) && (${first}))`, `((${test}) || (${first}))`, `((${test}) ?? (${first}))`)
    return this.functions.length ? `${this.pick(...this.functions)}()` : `(0, ${first})`
  }

  loaded() {
    if (this.isEs) return this.namespaces.length ? this.pick(...this.namespaces) : `load('${this.specifier()}')`
    return `require('${this.specifier()}')${this.pick('', '', '.a', '.a?.b')}`
  }

  if(levels) {
    const otherwise = this.pick('', ` else { ${this.block(levels)} }`)
    return `if (${this.pick(...TESTS)}) { ${this.block(levels)} }${otherwise}`
  }

  try(levels) {
    const handler = this.pick('', '', this.block(levels), 'throw 1')
    return `try { ${this.block(levels)} } catch ${this.pick('', '(e)')} { ${handler} }${this.pick('', '', ` finally { ${this.block(levels)} }`)}`
  }

  function(levels) {
    const [name, isKnown, body] = [this.name('f'), this.depth === 0, this.block(levels)]
    if (isKnown) this.functions.push(name)
    const written = this.pick(`function ${name} () { ${body} }`, `const ${name} = () => { ${body} }`, `async function ${name} () { ${body} }`, `function* ${name} () { ${body} }`)
    return written + this.pick('', `\n${name}()`)
  }

  called(levels) {
    const body = this.block(levels)
    return this.pick(`;(function () { ${body} })()`, `;(() => { ${body} })()`, `;(async () => { ${body} })()`, `setTimeout(() => { ${body} })`, `[1].forEach(() => { ${body} })`)
  }

  loop(levels) {
    const body = this.block(levels)
    return this.pick(`for (const x of [1]) { ${body} }`, `for (const x of []) { ${body} }`, `for (;;) { ${body}; break }`, `while (false) { ${body} }`, `do { ${body} } while (0)`)
  }

  switch(levels) {
    return `switch (${this.pick('1', '2')}) { case 1: ${this.block(levels)}; ${this.pick('break', '')}; default: ${this.block(levels)} }`
  }

  class(levels) {
    const [name, body] = [this.name('C'), this.block(levels)]
    const member = this.pick(`static { ${body} }`, `constructor () { ${body} }`, `get y () { ${body} }`, `static m () { ${body} }`)
    return `class ${name} { ${member} }${this.pick('', `\nnew ${name}()`, `\nnew ${name}().y`)}`
  }
}
