// Hostile packages: each row is a name and the function that packs it. `n` scales the long ones.

import { gzipSync } from 'node:zlib'
import { growingPackages } from './growing.mjs'
import { END, entry, file, header, nulls, pax, tar } from '../tarball/build.mjs'
import { strangePackages } from './strange.mjs'

const quick = (bytes) => gzipSync(bytes, { level: 1 })
const pack = (manifest, files = {}) => {
  const text = typeof manifest === 'string' || Buffer.isBuffer(manifest) ? manifest : JSON.stringify({ name: 'p', version: '1.0.0', ...manifest })
  const entries = Object.entries(files).map(([path, body]) => [path.length > 90 ? pax({ path: `package/${path}` }) : [], file(path.length > 90 ? 'package/long' : `package/${path}`, body)].flat())
  return quick(tar(file('package/package.json', text), ...entries, END))
}
const range = (n) => Array.from({ length: n }, (_, i) => i)
const filesOf = (n, make) => Object.fromEntries(range(n).map((i) => make(i)))
const esm = (files, more = {}) => pack({ type: 'module', exports: './0.js', ...more }, files)
const cjs = (body) => pack({ main: './0.js' }, { '0.js': body })
const mjs = (body) => esm({ '0.js': body })

/** Everything that can stand inside itself: what opens it, what is in the middle, what closes it. */
const NESTED = {
  parenthesis: ['(', '1', ')'], array: ['[', '', ']'], 'object': ['({a:', '1', '})'], block: ['{', '', '}'], call: ['f(', '', ')'], index: ['a[', '0', ']'],
  template: ['`${', '1', '}`'], 'tagged template': ['a`${', '1', '}`'], function: ['(function(){', '', '})'], 'function declaration': ['function f(){', '', '}'],
  arrow: ['a=>', '1', ''], 'arrow in brackets': ['(a)=>', '1', ''], 'arrow body': ['(()=>{', '', '})'], 'async arrow': ['async a=>', '1', ''], 'async arrow in brackets': ['async (a)=>', '1', ''],
  'default value': ['((a=', '1', ')=>a)'], 'object pattern': ['({a=', '1', '})=>a'], 'cover grammar': ['({a=(', '1', ')})'], 'assigned pattern': ['({a:{b=', '1', '}}={})'], 'nested default': ['({a=({b=', '1', '}={})}={})'],
  'open cover': ['({a=', '1', ''], 'open brackets': ['((a=', '1', ''], 'open array pattern': ['([a=', '1', ''], 'open arrow': ['(a,(', '1', ''], 'open async': ['async(a,', '1', ''], 'open async pattern': ['async({a=', '1', ''],
  'array pattern': ['[a=', '1', ']'], class: ['(class{m(){', '', '}})'], 'class field': ['(class{a=', '1', '})'], 'class heritage': ['class extends ', 'a', '{}'], 'static block': ['class A{static{', '', '}}'], 'computed key': ['({[', '1', ']:1})'], getter: ['({get a(){', '', '}})'],
  conditional: ['a?', '1', ':1'], 'else of a conditional': ['a?1:', '1', ''], 'if': ['if(a)', ';', ''], 'else': ['if(a);else ', ';', ''], while: ['while(a)', ';', ''], for: ['for(;;)', ';', ''], 'for of': ['for(a of b)', ';', ''], 'do': ['do ', ';', ' while(a)'], with: ['with(a)', ';', ''],
  label: ['a:', ';', ''], 'numbered label': [(i) => `a${i}:`, ';', ''], switch: ['switch(a){case 1:', ';', '}'], try: ['try{', '', '}finally{}'], catch: ['try{}catch(a){', '', '}'],
  not: ['!', '1', ''], minus: ['- ', '1', ''], increment: ['++', 'a', ''], typeof: ['typeof ', '1', ''], void: ['void ', '1', ''], delete: ['delete ', '1', ''], await: ['await ', '1', ''], new: ['new ', 'a', ''], yield: ['(function*(){yield ', '1', '})'],
  assignment: ['a=', '1', ''], power: ['a**', '1', ''], plus: ['1+', '1', ''], comma: ['1,', '1', ''], and: ['a&&', '1', ''], nullish: ['a??', '1', ''], in: ['a in ', 'b', ''], 'optional chain': ['a?.(', '', ')'], 'chain': ['', 'a', '.b'], 'calls': ['', 'a', '()'],
  spread: ['[...', 'a', ']'], 'dynamic import': ['import(', '"x"', ')'], require: ['require(', '"x"', ')'], sequence: ['(1,', '1', ')'], 'less than': ['a<', '1', ''], generics: ['f<', 'a', '>'], 'regular expression': ['/', 'a', '/'], 'open comment': ['/*', '', ''], jsx: ['<a>', '', '</a>'], decorator: ['@(', 'a', ') class A{}'],
}
const nest = ([open, middle, close], n) => range(n).map((i) => (typeof open === 'string' ? open : open(i))).join('') + middle + close.repeat(n)
const WORDS = ['class heritage', 'in']

/** The constructs by name, nested `n` levels deep. */
export const nested = (n) => Object.fromEntries(Object.entries(NESTED).map(([name, parts]) => [name, (WORDS.includes(name) ? '(' : '') + nest(parts, n) + (WORDS.includes(name) ? ')' : '')]))

/** All of them, made when they are asked for. */
export function hostilePackages(n = 1000) {
  const rows = {}
  const add = (name, make) => (rows[name] = make)

  // ── the archive
  add('a bomb of zeros behind the end', () => quick(tar(file('package/package.json', '{"name":"p"}'), END, Buffer.alloc(n * 20_000))))
  add('a bomb as one file', () => quick(tar(file('package/package.json', '{"name":"p"}'), file('package/a', Buffer.alloc(n * 20_000)), END)))
  add('many gzip members', () => Buffer.concat([gzipSync(file('package/package.json', '{"name":"p"}')), ...range(5 * n).map(() => gzipSync(''))]))
  add('many entries', () => quick(tar(file('package/package.json', '{"name":"p"}'), ...range(10 * n).map((i) => file(`package/${i}.js`, '')), END)))
  add('one path, many times', () => quick(tar(file('package/package.json', '{"name":"p"}'), ...range(10 * n).map((i) => file('package/a.js', `${i}`)), END)))
  add('folders, deep', () => quick(tar(...range(40).map((i) => [pax({ path: 'package/' + `${i}/`.repeat(900) + 'f' }), file('package/o')]).flat(), END)))
  add('bad headers', () => quick(tar(file('package/package.json', '{"name":"p"}'), Buffer.alloc(512 * 10 * n, 'x'), END)))
  add('a size of 8 GiB', () => quick(tar(file('package/package.json', '{"name":"p"}'), header({ path: 'package/a', size: '77777777777' }), END)))
  add('large extension headers', () => quick(tar(...range(Math.ceil(n / 20)).map((i) => pax({ comment: 'x'.repeat((1 << 20) - 100) })), file('package/package.json', '{"name":"p"}'), END)))
  add('names that steer a terminal', () => pack({}, filesOf(n, (i) => [`\u001b[2J\u001b]0;x\u0007\u202e${i}.js`, 'import "./\u001b[31mx.js"'])))
  add('null blocks', () => quick(tar(...range(10 * n).map((i) => tar(file(`package/${i}`, ''), nulls(1))), END)))
  add('links', () => quick(tar(file('package/package.json', '{"name":"p"}'), ...range(10 * n).map((i) => entry({ path: `package/${i}`, type: '2', link: '../../etc/passwd' })), END)))
  add('names in cases', () => pack({}, filesOf(10 * n, (i) => [i % 2 ? `a${i - 1}.js` : `A${i}.js`, ''])))

  // ── package.json
  add('JSON, arrays', () => pack('['.repeat(100 * n) + ']'.repeat(100 * n)))
  add('JSON, objects', () => pack('{"a":'.repeat(100 * n) + '1' + '}'.repeat(100 * n)))
  add('JSON, conditions', () => pack('{"name":"p","exports":' + '{"import":'.repeat(900) + '"./a.js"' + '}'.repeat(900) + '}', { 'a.js': '' }))
  add('JSON, a huge string', () => pack({ description: 'x'.repeat(10_000 * n) }))
  add('JSON, a huge key', () => pack({ exports: { ['./' + 'x'.repeat(1000 * n)]: './0.js' } }, { '0.js': '' }))
  add('JSON, a huge number', () => pack(`{"name":"p","version":${'9'.repeat(1000 * n)},"x":1e999999}`))
  add('JSON, many keys', () => pack(`{"name":"p",${range(100 * n).map((i) => `"k${i}":1`).join()}}`))
  add('JSON, duplicate keys', () => pack(`{"name":"p",${range(10 * n).map(() => '"exports":"./0.js"').join()}}`, { '0.js': '' }))
  add('JSON, __proto__', () => pack('{"__proto__":{"name":"x"},"name":"p","exports":{"__proto__":"./0.js",".":{"__proto__":"./0.js","constructor":null,"default":"./0.js"}},"bin":{"__proto__":"./0.js"},"dependencies":{"__proto__":"1"}}', { '0.js': '' }))
  add('JSON, UTF-16', () => pack(Buffer.from('\ufeff{"name":"p"}', 'utf16le')))
  add('JSON, NUL', () => pack('{"name":"p"}\0'))
  add('JSON, lone surrogates', () => pack('{"name":"\\ud800","exports":{"./\\udc00":"./\\ud800.js"}}'))
  add('exports, many keys', () => pack({ exports: Object.fromEntries(range(100 * n).map((i) => [`./${i}`, './0.js'])) }, { '0.js': 'module.exports = 1' }))
  add('exports, many missing files', () => pack({ exports: Object.fromEntries(range(10 * n).map((i) => [`./${i}`, `./${i}.js`])) }))
  add('exports, many conditions', () => pack({ exports: Object.fromEntries([...range(10 * n).map((i) => [`c${i}`, './a.js']), ['default', './0.js']]) }, { '0.js': '' }))
  add('exports, many fallbacks', () => pack({ exports: range(10 * n).map((i) => `invalid${i}`) }, { '0.js': '' }))
  add('exports, many stars', () => pack({ exports: Object.fromEntries(range(n).map((i) => [`./${'a'.repeat(i % 97)}${i}*`, `./d/*${'/*'.repeat(i % 50)}.js`])) }, filesOf(n, (i) => [`d/${i}.js`, ''])))
  add('exports, patterns over everything', () => pack({ exports: Object.fromEntries(range(n / 5).map((i) => [`./${i}/*`, './*'])) }, filesOf(n, (i) => [`d/${i}.js`, ''])))
  add('exports, a pattern with many stars', () => pack({ exports: { './*': './' + '*/'.repeat(n) + '*.js' } }, filesOf(50, (i) => ['a/'.repeat(i) + 'a.js', ''])))
  add('bins, many', () => pack({ bin: Object.fromEntries(range(10 * n).map((i) => [`b${i}`, './0.js'])) }, { '0.js': '#!/usr/bin/env node\n' }))
  add('bins, missing', () => pack({ bin: Object.fromEntries(range(10 * n).map((i) => [`b${i}`, `./${i}.js`])) }))
  add('dependencies, many', () => pack({ dependencies: Object.fromEntries(range(10 * n).map((i) => [`d${i}`, '1'])) }, { 'index.js': '' }))
  add('imports, in a circle', () => pack({ imports: Object.fromEntries(range(10 * n).map((i) => [`#${i}`, `#${(i + 1) % (10 * n)}`])) }, { 'index.js': 'import("#0")' }))
  add('a very long name', () => pack({ name: 'x'.repeat(1000 * n), version: '\u001b[31m'.repeat(n) }, { 'index.js': '' }))

  // ── linking
  add('a chain of stars', () => esm(filesOf(10 * n, (i) => [`${i}.js`, i + 1 < 10 * n ? `export * from './${i + 1}.js'` : 'export const a = 1'])))
  add('a chain of stars, each with a name', () => esm(filesOf(5 * n, (i) => [`${i}.js`, (i + 1 < 5 * n ? `export * from './${i + 1}.js'\n` : '') + `export const a${i} = 1`])))
  add('a chain of names', () => esm(filesOf(10 * n, (i) => [`${i}.js`, i + 1 < 10 * n ? `export { a } from './${i + 1}.js'` : 'export const a = 1'])))
  add('a chain of names without an end', () => esm(filesOf(10 * n, (i) => [`${i}.js`, i + 1 < 10 * n ? `export { a } from './${i + 1}.js'` : ''])))
  add('a chain of imports', () => esm(filesOf(10 * n, (i) => [`${i}.js`, i + 1 < 10 * n ? `import './${i + 1}.js'` : ''])))
  add('a chain of imports without an end', () => esm(filesOf(10 * n, (i) => [`${i}.js`, `import './${i + 1}.js'`])))
  add('a chain of requires', () => pack({ main: '0.js' }, filesOf(10 * n, (i) => [`${i}.js`, `module.exports = require('./${i + 1}.js')`])))
  add('a circle', () => esm(filesOf(10 * n, (i) => [`${i}.js`, `export * from './${(i + 1) % (10 * n)}.js'`])))
  add('a circle that is read early', () => esm(filesOf(10 * n, (i) => [`${i}.js`, `import { a as b } from './${(i + 1) % (10 * n)}.js'\nexport const a = b`])))
  add('a circle of names', () => esm(filesOf(10 * n, (i) => [`${i}.js`, `export { a } from './${(i + 1) % (10 * n)}.js'`])))
  add('diamonds', () => esm(filesOf(2 * n, (i) => [`${i}.js`, i + 2 < 2 * n ? `export * from './${i + 1}.js'\nexport * from './${i + 2}.js'` : `export const a${i} = 1`])))
  add('diamonds with a name each', () => esm(filesOf(n, (i) => [`${i}.js`, `export const a${i} = 1` + (i + 2 < n ? `\nexport * from './${i + 1}.js'\nexport * from './${i + 2}.js'` : '')])))
  add('stars of stars with conflicts', () => esm({ '0.js': range(n).map((i) => `export * from './s${i}.js'`).join('\n'), ...filesOf(n, (i) => [`s${i}.js`, range(20).map((j) => `export const n${(i + j) % n} = 1`).join('\n')]) }))
  add('a mesh', () => esm(filesOf(Math.min(n, 300), (i) => [`${i}.js`, range(Math.min(n, 300)).filter((j) => j !== i).map((j) => `export * from './${j}.js'`).join('\n') + `\nexport const a${i} = 1`])))
  add('a mesh of imports', () => esm(filesOf(Math.min(n, 300), (i) => [`${i}.js`, range(Math.min(n, 300)).filter((j) => j !== i).map((j) => `import { a as a${j} } from './${j}.js'`).join('\n') + `\nexport const a = a${i ? 0 : 1}`])))
  add('many names', () => mjs(range(20 * n).map((i) => `export const a${i} = 1`).join('\n')))
  add('many names behind many doors', () => pack({ type: 'module', exports: { './*': './*.js' } }, { ...filesOf(n, (i) => [`${i}.js`, "export * from './all.js'"]), 'all.js': range(n).map((i) => `export const a${i} = 1`).join('\n') }))
  add('many doors to a chain', () => pack({ type: 'module', exports: { './*': './*.js' } }, filesOf(n, (i) => [`${i}.js`, `export const a${i} = 1\n` + (i + 1 < n ? `export * from './${i + 1}.js'` : '')])))
  add('many doors to many faults', () => pack({ type: 'module', exports: { './*': './*.js' } }, filesOf(n, (i) => [`${i}.js`, `import './missing${i}.js'\n` + (i + 1 < n ? `import './${i + 1}.js'` : '')])))
  add('many requests that fail', () => mjs(range(10 * n).map((i) => `import './missing${i}.js'`).join('\n')))
  add('many requests that fail on one line', () => mjs(range(10 * n).map((i) => `import './missing${i}.js'`).join(';')))
  add('many names that are missing', () => esm({ '0.js': range(5 * n).map((i) => `import { x${i} } from './1.js'`).join('\n'), '1.js': range(100).map((i) => `export const y${i} = 1`).join('\n') }))
  add('many names that are missing of many', () => esm({ '0.js': range(n).map((i) => `import { x${i} } from './1.js'`).join('\n'), '1.js': range(n).map((i) => `export const y${i} = 1`).join('\n') }))
  add('many packages that are missing', () => cjs(range(10 * n).map((i) => `require('q${i}')`).join('\n')))
  add('many broken files', () => pack({ main: '0.js' }, { '0.js': range(5 * n).map((i) => `require('./s${i}.js')`).join('\n'), ...filesOf(5 * n, (i) => [`s${i}.js`, '('])}))
  add('many reads', () => mjs(range(20 * n).map((i) => `import { a${i} } from 'x'; a${i}();`).join('\n')))
  add('many reads of CommonJS names', () => mjs(range(20 * n).map((i) => `require('x${i}'); module; exports;`).join('\n')))
  add('many functions that call each other', () => cjs(range(10 * n).map((i) => `function f${i}(){ f${i + 1}(); f${i + 2}() }`).join('\n') + `\nfunction f${10 * n}(){require('x')}\nf0()`))
  add('many functions, each passed around', () => cjs(range(10 * n).map((i) => `var v${i + 1} = v${i};`).join('\n') + `\nv${10 * n}()`))
  add('reexports of CommonJS, a chain', () => pack({ exports: { import: './0.mjs' } }, { '0.mjs': "export * from './0.js'", ...filesOf(5 * n, (i) => [`${i}.js`, `exports.a${i} = 1\nmodule.exports = require('./${i + 1}.js')`]) }))
  add('reexports of CommonJS, diamonds', () => pack({ exports: { import: './0.mjs' } }, { '0.mjs': "export * from './0.js'", ...filesOf(n, (i) => [`${i}.js`, `__exportStar(require('./${i + 1}.js'), exports);__exportStar(require('./${i + 2}.js'), exports);exports.a${i} = 1`]) }))
  add('nested package.json files', () => pack({}, filesOf(Math.min(n, 800), (i) => [`${'d/'.repeat(i)}package.json`, '{"type":"module"}'])))

  // ── JavaScript
  for (const name of Object.keys(NESTED)) {
    add(`nested: ${name}`, () => cjs(nested(4 * n)[name]))
    add(`nested in a module: ${name}`, () => mjs(nested(4 * n)[name]))
  }
  add('a large file', () => mjs(`var a = [${range(300 * n).map((i) => `function(e,t,n){"use strict";n(${i})}`).join()}]`))
  add('a large CommonJS file', () => cjs(`var a = [${range(300 * n).map((i) => `function(e,t,n){"use strict";n(${i})}`).join()}]`))
  add('many lines', () => mjs('\n'.repeat(5000 * n)))
  add('a huge string', () => mjs(`export const a = "${'x'.repeat(9000 * n)}"`))
  add('a huge number', () => mjs(`export const a = ${'9'.repeat(1000 * n)}n + 0x${'f'.repeat(1000 * n)}`))
  add('a huge name', () => mjs(`export const ${'x'.repeat(1000 * n)} = 1`))
  add('a huge escape', () => mjs(`export const a = "\\u{${'0'.repeat(1000 * n)}61}"`))
  add('many escapes', () => mjs(`export const a = "${'\\u0061\\x61\\n'.repeat(500 * n)}"; export { a as "\\ud83d\\ude00${'\\u0061'.repeat(n)}" }`))
  add('many regular expressions', () => mjs(range(50 * n).map((i) => `/(a${i})+[/]/g.test("");`).join('\n')))
  add('a huge regular expression', () => mjs(`/${'(a|b)*[^/]'.repeat(100 * n)}/u`))
  add('many templates', () => mjs(`export const a = \`${'${1}x'.repeat(50 * n)}\``))
  add('many comments', () => cjs('/* a */ // b\n'.repeat(100 * n) + '<!-- c\n--> d\n'.repeat(100)))
  add('many slashes', () => cjs('a / b / c\n'.repeat(100 * n)))
  add('many exports of CommonJS', () => cjs(range(50 * n).map((i) => `exports.a${i} = ${i}`).join('\n')))
  add('an object of CommonJS', () => cjs(`module.exports = { ${range(50 * n).map((i) => `a${i}`).join()} }`))
  add('define, many', () => cjs(range(20 * n).map((i) => `Object.defineProperty(exports, 'a${i}', { enumerable: true, get: function () { return b.c } })`).join('\n')))
  add('openings without an end', () => cjs('Object.keys(a).forEach(function(k){if(k!=="default"'.repeat(20 * n)))
  add('strings without an end', () => cjs("'\n".repeat(50 * n)))
  add('templates without an end', () => cjs('`${'.repeat(50 * n)))
  add('braces without a beginning', () => cjs('}'.repeat(100 * n)))
  add('UTF-16', () => cjs(Buffer.from('\ufeffmodule.exports = 1', 'utf16le')))
  add('NUL', () => cjs('\0'.repeat(1000 * n)))
  add('invalid UTF-8', () => cjs(Buffer.alloc(1000 * n, 0xff)))
  add('a BOM and a hashbang', () => mjs('\ufeff#!/usr/bin/env node\n\ufeff'))
  add('types', () => mjs(`let a: ${'Array<'.repeat(n)}string${'>'.repeat(n)} = <any>1`))
  add('await in brackets', () => mjs(`${'await ('.repeat(n)}1${')'.repeat(n)}`))
  add('JSON file, deep', () => esm({ '0.js': "import a from './1.json' with { type: 'json' }", '1.json': '['.repeat(100 * n) + ']'.repeat(100 * n) }))
  add('JSON file, large', () => esm({ '0.js': "import a from './1.json' with { type: 'json' }", '1.json': `[${'{"a":[1,2,3]},'.repeat(200 * n)}1]` }))
  add('wasm, lies', () => esm({ '0.js': "import './1.wasm'", '1.wasm': Buffer.concat([Buffer.from('0061736d01000000', 'hex'), Buffer.from([2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xff, 0xff, 0xff, 0xff, 0x0f])]) }))
  add('brackets in a string', () => cjs(`module.exports = '${'([{'.repeat(3000 * n)}'`))
  add('brackets in a comment', () => cjs(`/* ${'([{'.repeat(3000 * n)} */`))
  add('brackets in a template', () => cjs(`module.exports = \`${'([{'.repeat(3000 * n)}\``))
  add('variables in deep blocks', () => cjs('{var a;'.repeat(8 * n) + '}'.repeat(8 * n)))
  add('many variables in some blocks', () => cjs('{'.repeat(100) + range(120 * n).map((i) => `var a${i};`).join('') + '}'.repeat(100)))
  add('a zero and more behind the gzip file', () => Buffer.concat([pack({}, { 'index.js': '' }), Buffer.from([0]), Buffer.alloc(n, 'x')]))
  add('JSON, conditions deeper than the limit', () => pack('{"name":"p","exports":' + '{"import":'.repeat(1000) + '"./a.js"' + '}'.repeat(1000) + '}', { 'a.js': '' }))
  for (const [name, make] of Object.entries(growingPackages(10 * n))) add(`growing: ${name}`, make)
  for (const [name, make] of Object.entries(strangePackages(n))) add(`strange: ${name}`, make)
  add('a source map of the world', () => mjs('//# sourceMappingURL=file:///etc/passwd\n'.repeat(10 * n)))
  return rows
}

