// Packages that can be made of any number of parts. No part may cost more because there are others. Each row is a name and
// the function that packs it; `n` is the number of parts.

import { END, file, tar } from '../tarball/build.mjs'
import { gzipSync } from 'node:zlib'

const pack = (manifest, files = {}) => gzipSync(tar(file('package/package.json', JSON.stringify({ name: 'p', version: '1.0.0', ...manifest })), ...Object.entries(files).map(([path, body]) => file(`package/${path}`, body)), END), { level: 1 })
const range = (n) => Array.from({ length: n }, (_, i) => i)
const all = (n, make, between = '\n') => range(n).map(make).join(between)
const filesOf = (n, make) => Object.fromEntries(range(n).map(make))
const mjs = (body, files = {}, more = {}) => pack({ type: 'module', exports: './0.js', ...more }, { '0.js': body, ...files })
const cjs = (body, files = {}, more = {}) => pack({ main: './0.js', ...more }, { '0.js': body, ...files })

const subpathsOf = (n) => Object.fromEntries(range(n).map((i) => [`./k${i}`, './0.js']))

const leb = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)])
const word = (text) => [...leb(text.length), ...Buffer.from(text)]
/** WebAssembly that exports `n` names or, given specifiers, imports one name from each. */
const wasm = (n, from) => {
  const rows = range(n).flatMap((i) => [...(from ? word(from(i)) : []), ...word(`a${i}`), 0, 0])
  const section = [...leb(n), ...rows]
  return Buffer.concat([Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, from ? 2 : 7, ...leb(section.length)]), Buffer.from(section)])
}

const ROWS = {
  // faults
  'faults in one module': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`)) },
  'faults in one module, deferred': { make: (n) => mjs(all(n, (i) => `import('./gone${i}.js')`)) },
  'faults in one module, required': { make: (n) => cjs(all(n, (i) => `require('./gone${i}')`)) },
  'requests in requests': { make: (n) => cjs(`${'require("./gone",'.repeat(n)}1${')'.repeat(n)}`) },
  'modules that import one missing file': { make: (n) => mjs(all(n, (i) => `import './m${i}.js'`), filesOf(n, (i) => [`m${i}.js`, "import './base.js'"])) },
  'icons without their base': { make: (n) => pack({ type: 'module', exports: { './*': './icons/*.js' } }, filesOf(n, (i) => [`icons/icon-${i}.js`, "import { base } from './base.js'; export default base"])) },
  'missing files of many alike': { make: (n) => mjs(all(n, (i) => `import './lib/file${i}x.js'`), filesOf(n, (i) => [`lib/file${i}.js`, ''])) },
  'missing files of one name': { make: (n) => mjs(all(n, (i) => `import './x${i}/a.js'`), filesOf(n, (i) => [`y${i}/a.js`, ''])) },
  'missing indexes': { make: (n) => mjs(all(n, (i) => `import './x${i}/index.js'`), filesOf(n, (i) => [`y${i}/index.js`, ''])) },
  'missing files in other cases': { make: (n) => mjs(all(n, (i) => `import './A${i}.js'`), filesOf(n, (i) => [`a${i}.js`, ''])) },
  'missing names of many': { make: (n) => mjs(all(n, (i) => `import { x${i} } from './1.js'`), { '1.js': all(n, (i) => `export const y${i} = 1`) }) },
  'missing names that others have': { make: (n) => mjs(`import './2.js'\n${all(n, (i) => `import { x${i} } from './1.js'`)}`, { '1.js': '', '2.js': all(n, (i) => `export const x${i} = 1`) }) },
  'missing names of CommonJS': { make: (n) => mjs(all(n, (i) => `import { x${i} } from './1.cjs'`), { '1.cjs': all(n, (i) => `exports.y${i} = 1`) }) },
  'missing names of many modules': { make: (n) => mjs(all(n, (i) => `import { x } from './m${i}.js'`), filesOf(n, (i) => [`m${i}.js`, 'export const y = 1'])) },
  'undeclared packages': { make: (n) => cjs(all(n, (i) => `require('q${i}')`)) },
  'one undeclared package': { make: (n) => cjs(all(n, (i) => `require('./m${i}.js')`), filesOf(n, (i) => [`m${i}.js`, "require('q')"])) },
  'files that do not parse': { make: (n) => cjs(all(n, (i) => `require('./m${i}.js')`), filesOf(n, (i) => [`m${i}.js`, '('])) },
  'CommonJS names in a module': { make: (n) => mjs(all(n, () => 'if (a) { require } module')) },
  'read too early': { make: (n) => mjs(`import { a } from './1.js'\n${all(n, (i) => `export const b${i} = 1`)}`, { '1.js': `import { ${all(n, (i) => `b${i}`, ', ')} } from './0.js'\n${all(n, (i) => `b${i}()`)}\nexport const a = 1` }) },
  'names that are there': { make: (n) => mjs(`${all(n, (i) => `import { x${i} } from './1.js'`)}\n${all(n, (i) => `x${i}`)}`, { '1.js': all(n, (i) => `export const x${i} = 1`) }) },
  'calls of imported names': { make: (n) => mjs(`${all(n, (i) => `import { x${i} } from './1.js'`)}\n${all(n, (i) => `x${i}('y')`)}`, { '1.js': `export const r = ((x) => typeof require < 'u' ? require : x)(function (x) { throw Error('Dynamic require of "' + x + '" is not supported') })\n${all(n, (i) => `export const x${i} = r`)}` }) },
  'namespaces passed on': { make: (n) => mjs(all(n, (i) => `export { a${i} } from './1.js'`), { '1.js': all(n, (i) => `import * as a${i} from './2.js'; export { a${i} }`), '2.js': 'export const b = 1' }) },

  'files that code opens, missing': { make: (n) => mjs(`import { readFileSync } from 'fs'\n${all(n, (i) => `readFileSync(new URL('./gone${i}.txt', import.meta.url))`)}`), args: ['check', '--json', '--limit-errors', '10000'] },
  'awaits in one circle': { make: (n) => mjs("await import('./m0.js')", filesOf(n, (i) => [`m${i}.js`, `await import('./m${(i + 1) % n}.js'); await import('./0.js')`])) },
  'awaits of modules that wait': { make: (n) => mjs(all(n, (i) => `await import('./m${i}.js')`), filesOf(n, (i) => [`m${i}.js`, "import './0.js'; await 1"])) },
  'modules that need a browser': { make: (n) => mjs(all(n, (i) => `import './m${i}.js'`), filesOf(n, (i) => [`m${i}.js`, 'document.title'])) },
  'one stand-in for require in many modules': { make: (n) => mjs(all(n, (i) => `import './m${i}.js'`), { 's.js': "export const r = ((x) => typeof require < 'u' ? require : x)(function (x) { throw Error('Dynamic require of \"' + x + '\" is not supported') })", ...filesOf(n, (i) => [`m${i}.js`, "import { r } from './s.js'; r('fs')"]) }) },
  'keys of "imports" that lead nowhere': { make: (n) => mjs(all(n, (i) => `import '#a${i}'`), {}, { imports: Object.fromEntries(range(n).map((i) => [`#a${i}`, { node: `./gone${i}.js`, default: `#a${i + 1}` }])) }) },
  'missing files of another kind than their neighbours': { make: (n) => pack({ main: './0.js' }, { '0.js': '', ...filesOf(n, (i) => [`lib/b${i}.js`, `require('./gone${i}')`]) }) },
  'names that are imported and exported': { make: (n) => mjs(`import { ${all(n, (i) => `a${i}`, ',')} } from 'fs'; export { ${all(n, (i) => `a${i}`, ',')} }`) },
  'builds with state of one name': { make: (n) => pack({ exports: { import: './0.mjs', require: './0.cjs' } }, { '0.mjs': all(n, (i) => `import './e${i}.mjs'`), '0.cjs': all(n, (i) => `require('./c${i}.cjs')`), ...filesOf(n, (i) => [`e${i}.mjs`, 'const cache = new Map(); export const set = (a, b) => cache.set(a, b)']), ...filesOf(n, (i) => [`c${i}.cjs`, 'const cache = new Map(); exports.set = (a, b) => cache.set(a, b)']) }) },

  // many entry points that lead to one module
  'subpaths of one module with many faults': { make: (n) => pack({ type: 'module', exports: subpathsOf(n) }, { '0.js': all(n, (i) => `import './gone${i}.js'`) }), args: ['check', '--json', '--limit-errors', '10000'] },
  'subpaths of one module behind a chain': { make: (n) => pack({ type: 'module', exports: subpathsOf(n) }, { '0.js': "import './m0.js'", ...filesOf(n, (i) => [`m${i}.js`, `import './m${i + 1}.js'`]) }), args: ['check', '--json', '--limit-errors', '1000'] },
  'subpaths of one module with a long specifier': { make: (n) => pack({ type: 'module', exports: subpathsOf(n) }, { '0.js': `import './${'x'.repeat(100 * n)}.js'` }), args: ['check', '--json', '--limit-errors', '1000'] },
  'subpaths of one module with a long name': { make: (n) => pack({ type: 'module', exports: subpathsOf(n) }, { '0.js': `export const ${'x'.repeat(100 * n)} = 1` }), args: ['check', '--json', '--limit-names', '10000'] },
  'subpaths of one module that fails later': { make: (n) => pack({ type: 'module', exports: subpathsOf(n) }, { '0.js': all(n, (i) => `import('./gone${i}.js')`) }) },
  'subpaths of one module without names': { make: (n) => pack({ type: 'module', exports: subpathsOf(n) }, { '0.js': '(function (root, make) { typeof exports === "object" ? module.exports = make() : root.x = make() })(this, () => 1)', '0.d.ts': 'export const a: 1' }) },
  'subpaths of modules without names': { make: (n) => pack({ type: 'module', exports: { './*': './m*.js' } }, filesOf(n, (i) => [`m${i}.js`, "import './0.js'"])) },
  'commands of one file': { make: (n) => pack({ bin: Object.fromEntries(range(n).map((i) => [`b${i}`, './0.js'])) }, { '0.js': `#!/usr/bin/env node\nif (require.main === module) { ${all(n, (i) => `require('./gone${i}.js')`)} }` }), args: ['check', '--json', '--limit-errors', '10000'] },
  'names that are renamed in a circle': { make: (n) => mjs("import { a0 } from './m0.js'", filesOf(n, (i) => [`m${i}.js`, `export { a${i + 1} as a${i} } from './m${(i + 1) % n}.js'; export * from './m${(i + 7) % n}.js'`])) },

  // package.json
  'unused dependencies': { make: (n) => cjs(`/* ${all(n, (i) => `text${i} `)} */`, {}, { dependencies: Object.fromEntries(range(n).map((i) => [`d${i}`, '1'])) }) },
  'operators without versions': { make: (n) => pack({ dependencies: { q: '=> '.repeat(n), r: '>'.repeat(n) } }) },
  'commands of one file of either format': { make: (n) => pack({ bin: Object.fromEntries(range(n).map((i) => [`b${i}`, './0.js'])) }, { '0.js': `#!/usr/bin/env node\n${'f(1);\n'.repeat(n)}` }) },
  'patterns with an ending each': { make: (n) => pack({ type: 'module', exports: Object.fromEntries(range(n).map((i) => [`./a${i}*`, `./d/${i}*.js`])) }, filesOf(n, (i) => [`d/${i}x.js`, ''])) },
  'keys that are folders': { make: (n) => pack({ exports: Object.fromEntries(range(n).map((i) => [`./f${i}/`, './'])) }, { '0.js': '' }) },
  'keys that lead nowhere': { make: (n) => pack({ exports: Object.fromEntries(range(n).map((i) => [`./k${i}`, `./gone${i}.js`])) }, { '0.js': '' }) },
  'bins that lead nowhere': { make: (n) => pack({ bin: Object.fromEntries(range(n).map((i) => [`b${i}`, `./gone${i}.js`])) }) },
  'entry points with one cause': { make: (n) => pack({ type: 'module', exports: { './*': './*.js' } }, { ...filesOf(n, (i) => [`e${i}.js`, "import './x.js'"]), 'x.js': "import './gone.js'" }) },
  'entry points with a cause each': { make: (n) => pack({ type: 'module', exports: { './*': './*.js' } }, filesOf(n, (i) => [`e${i}.js`, `import './gone${i}.js'`])) },
  'duplicate keys': { make: (n) => gzipSync(tar(file('package/package.json', `{"name":"p",${all(n, () => '"exports":"./0.js"', ',')}}`), file('package/0.js', ''), END), { level: 1 }) },

  // archives
  'keys of servers in one folder': { make: (n) => pack({}, filesOf(n, (i) => [`certs/server.${i}.key`, `-----BEGIN PRIVATE KEY-----\nMCAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\n-----END PRIVATE KEY-----\n`])) },
  'files that no one reaches': { make: (n) => mjs('', filesOf(n, (i) => [`lib/m${i}.js`, '']), { scripts: { a: all(100, (i) => `node x${i}`, ' && ') } }) },
  'entries for one path': { make: (n) => gzipSync(tar(file('package/package.json', '{"name":"p"}'), ...range(n).map((i) => file('package/a.js', `${i}`)), END), { level: 1 }) },
  'names in cases': { make: (n) => pack({}, filesOf(n, (i) => [i % 2 ? `a${i - 1}.js` : `A${i}.js`, ''])) },

  // texts
  'names, many': { make: (n) => mjs(all(n, (i) => `export const a${i} = 1`)) },
  'labels in labels': { make: (n) => cjs(`${all(n, (i) => `a${i}:`, '')};`) },
  'labels with breaks': { make: (n) => cjs(`${all(n, (i) => `a${i}:{`, '')}${all(n, (i) => `break a${i};`, '')}${'}'.repeat(n)}`) },
  'private names': { make: (n) => mjs(`export class A { ${all(n, (i) => `#a${i};`)} m() { ${all(n, (i) => `this.#a${i};`)} } }`) },
  'private names that are not there': { make: (n) => mjs(`export class A { ${all(n, (i) => `#a${i};`)} m() { ${all(n, (i) => `this.#b${i};`)} } }`) },
  'variables in blocks': { make: (n) => cjs(`${all(n, (i) => `{var a${i};`, '')}${'}'.repeat(n)}`) },
  'names in blocks': { make: (n) => cjs(`${'{'.repeat(n)}${'a;'.repeat(n)}${'}'.repeat(n)}`) },
  'arguments in a sum': { make: (n) => cjs(`function f() { return arguments${'+arguments'.repeat(n)} }`) },
  'functions in parameters': { make: (n) => cjs(`f=${'function(a=x,b='.repeat(n)}1${'){}'.repeat(n)}`) },
  'named groups': { make: (n) => mjs(`/${'(?<a>x)|'.repeat(n)}/u`) },
  'named groups in groups': { make: (n) => mjs(`/${'(?:(?<a>x)|'.repeat(n)}${')'.repeat(n)}/u`) },
  'branches in branches': { make: (n) => cjs(`${all(n, (i) => `if (a${i}) require('x'); else `, '')}{}`) },
  'conditions in conditions': { make: (n) => cjs(`${all(n, (i) => `a${i} ? b : `, '')}c`) },
  'calls in a chain': { make: (n) => cjs(`a${'.b()'.repeat(n)}`) },
  'functions that call each other': { make: (n) => cjs(`${all(n, (i) => `function f${i}() { f${i + 1}(); f${i + 2}() }`)}\nf0()`) },
  'assigned one after the other': { make: (n) => cjs(`${all(n, (i) => `var v${i + 1} = v${i}`)}\nv${'1'}()`) },

  'imports in a text that is not UTF-8': { make: (n) => mjs(Buffer.concat([Buffer.from([0x2f, 0x2a, 0xff, 0x2a, 0x2f]), Buffer.from(all(n, (i) => `import './i${i}'`, ';'))])) },
  'modules of private names in classes': { make: (n) => mjs(`${'class A{#a=1;m(){'.repeat(n)}${'this.#a;'.repeat(n)}${'}}'.repeat(n)}`) },
  'a script of groups in a word': { make: (n) => cjs('', {}, { scripts: { postinstall: `a!(${'('.repeat(n)}` } }) },
  'WebAssembly that imports many': { make: (n) => mjs("import './1.wasm'", { '1.wasm': wasm(n, (i) => `./m${i}.js`) }) },
  'WebAssembly that exports many': { make: (n) => mjs("export * from './1.wasm'", { '1.wasm': wasm(n) }) },
  'names of CommonJS in many statements': { make: (n) => pack({ exports: { import: './0.mjs' } }, { '0.mjs': all(n, (i) => `import { x${i} } from './1.cjs'`), '1.cjs': all(n, (i) => `exports.y${i} = 1`) }) },
  'statements in a README that do not link': { make: (n) => mjs('export const a = 1', { 'README.md': `\`\`\`js\n${all(n, (i) => `import { x${i} } from 'p'`)}\n\`\`\`` }) },
  'subpaths with declarations of many names': { make: (n) => pack({ type: 'module', exports: Object.fromEntries(range(n).map((i) => [`./k${i}`, { types: './0.d.ts', default: './0.js' }])) }, { '0.js': '', '0.d.ts': all(n, (i) => `export const n${i}: string`) }), args: ['check', '--json', '--limit-names', '10000'] },

  // read once more as one program
  'calls into a chunk': { make: (n) => mjs(`import { ${all(n, (i) => `f${i}`, ', ')} } from './1.js'\n${all(n, (i) => `f${i}()`)}`, { '1.js': `import { createRequire } from 'module'; const r = createRequire(import.meta.url)\n${all(n, (i) => `export function f${i}() { r('q${i}') }`)}` }) },
  'calls into a chunk among many modules': { make: (n) => mjs(`import { f } from './1.js'\n${all(n, (i) => `import './m${i}.js'`)}\nf()`, { '1.js': `import { createRequire } from 'module'; const r = createRequire(import.meta.url)\nexport function f() { ${all(n, (i) => `r('q${i}')`)} }`, ...filesOf(n, (i) => [`m${i}.js`, '']) }) },
  'calls into required modules': { make: (n) => cjs(all(n, (i) => `require('./m${i}.js').f()`), filesOf(n, (i) => [`m${i}.js`, `exports.f = function () { require('q') }`])) },
  'entry points that call into a chunk': { make: (n) => pack({ type: 'module', exports: { './*': './e*.js' } }, { '1.js': `import { createRequire } from 'module'; const r = createRequire(import.meta.url)\nexport function f() { r('q') }\n${all(n, (i) => `import 'q${i}'`)}`, ...filesOf(n, (i) => [`e${i}.js`, "import { f } from './1.js'; f()"]) }), args: ['check', '--json', '--limit-errors', '10000'] },
  'a long name by a short one': { make: (n) => mjs(`import { ${'x'.repeat(n)} as a } from './1.js'\n${'a;'.repeat(n)}a()`, { '1.js': `import { createRequire } from 'module'; const r = createRequire(import.meta.url)\nexport function ${'x'.repeat(n)}() { r('q') }` }) },

  'package.json that is not UTF-8': { make: (n) => gzipSync(tar(file('package/package.json', Buffer.concat([Buffer.from('{"name":"p","version":"1.0.0","description":"'), Buffer.from([0xff]), Buffer.from(`","exports":{${all(n, (i) => `"./k${i}":"./gone${i}.js"`, ',')}}}`)])), END), { level: 1 }) },
  'a script that compiles again and again': { make: (n) => pack({ gypfile: true, scripts: { install: `${'node-gyp rebuild || '.repeat(n)}true` } }, { 'binding.gyp': `{"targets":[${all(n, (i) => `{"target_name":"t${i}"}`, ',')}]}` }) },

  // what is written
  'package.json on one line': { make: (n) => pack({ exports: Object.fromEntries(range(n).map((i) => [`./k${i}`, `./gone${i}.js`])) }, { '0.js': '' }), args: ['check', '--limit-findings', '1000000', '--all'] },
  'text': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`)), args: ['check', '--limit-findings', '1000000', '--all'] },
  'SARIF': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`)), args: ['check', '--limit-findings', '1000000', '--format', 'sarif'] },
  'JUnit': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`)), args: ['check', '--limit-findings', '1000000', '--format', 'junit'] },
  'Markdown': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`)), args: ['check', '--limit-findings', '1000000', '--format', 'markdown'] },
  'GitHub': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`)), args: ['check', '--limit-findings', '1000000', '--format', 'github'] },
  'text of entry points': { make: (n) => pack({ type: 'module', exports: { './*': './*.js' } }, filesOf(n, (i) => [`e${i}.js`, `import './gone${i}.js'`])), args: ['check', '--limit-findings', '1000000', '--all'] },
  'on one line': { make: (n) => mjs(all(n, (i) => `import './gone${i}.js'`, ';')), args: ['check', '--all'] },
  'names printed': { make: (n) => mjs(all(n, (i) => `export const a${i} = 1`)), args: ['exports'] },
}

/** All of them with `n` parts, made when they are asked for. */
export const growingPackages = (n) => Object.fromEntries(Object.entries(ROWS).map(([name, { make }]) => [name, () => make(n)]))
growingPackages.rows = ROWS
