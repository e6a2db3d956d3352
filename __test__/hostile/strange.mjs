// More packages made to hurt, by what reads them last: READMEs, scripts, texts that name files, patterns, peers, WebAssembly.
// Each row is a name and what packs it; `n` is the number of parts.

import { gzipSync } from 'node:zlib'
import { END, entry, file, pax, tar } from '../tarball/build.mjs'

const quick = (bytes) => gzipSync(bytes, { level: 1 })
const range = (n) => Array.from({ length: Math.ceil(n) }, (_, i) => i)
const all = (n, make, between = '\n') => range(n).map(make).join(between)
const filesOf = (n, make) => Object.fromEntries(range(n).map(make))
const pack = (manifest, files = {}) => {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify({ name: 'p', version: '1.0.0', ...manifest })
  return quick(tar(file('package/package.json', text), ...Object.entries(files).map(([path, body]) => file(`package/${path}`, body)), END))
}
const mjs = (body, files = {}, more = {}) => pack({ type: 'module', exports: './0.js', ...more }, { '0.js': body, ...files })
const cjs = (body, files = {}, more = {}) => pack({ main: './0.js', ...more }, { '0.js': body, ...files })
const readme = (text, more = {}) => mjs('export const a = 1', { 'README.md': text }, more)
const leb = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)])
const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes]
const word = (text) => [...leb(text.length), ...Buffer.from(text)]
const wasm = (...sections) => Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()])

const ROWS = {
  // READMEs
  'README, fences in fences': (n) => readme(all(n, (i) => `${'`'.repeat(3 + (i % 60))}js\nimport { b${i} } from 'p'`)),
  'README, a fence without an end': (n) => readme('```js\n' + "import { a } from 'p'\n".repeat(10 * n)),
  'README, a block for each line': (n) => readme(all(2 * n, (i) => '```js\nimport { b' + i + " } from 'p'\n```")),
  'README, quotes in quotes in lists': (n) => readme('> - '.repeat(5 * n) + '```js\nimport "p/x"\n```'),
  'README, blocks that do not parse': (n) => readme(all(2 * n, () => "```js\nimport { from 'p'\n(((\n```")),
  'README, one deep block': (n) => readme('```js\nimport "p";\n' + '('.repeat(20 * n) + '\n```'),
  'README, HTML and links': (n) => readme('<details><summary>'.repeat(10 * n) + '[![a]('.repeat(10 * n) + '\n```js\nimport "p/b"\n```\n'),
  'README, a long line': (n) => readme('x'.repeat(5000 * n) + '`'.repeat(1000 * n)),
  'README, names of a large API': (n) => mjs(all(n, (i) => `export const a${i} = 1`), { 'README.md': all(n, (i) => '```js\nimport { b' + i + " } from 'p'\n```") }),

  // texts that name files
  'texts that name every file': (n) => mjs(all(n, (i) => `f('./lib/x${i}.js')`), filesOf(n, (i) => [`lib/x${i}.js`, `f("../0.js", './x${i + 1}.js')`])),
  'texts that name one of many': (n) => mjs(all(4 * n, () => "f('./x.js')"), filesOf(n, (i) => [`d${i}/x.js`, '1'])),
  'quotes and nothing else': (n) => mjs('', { 'a.ts': '"\''.repeat(1000 * n), 'b.js': '1' }),
  'names that overlap': (n) => mjs(`f('${'a'.repeat(200)}')\n`.repeat(n), filesOf(Math.min(n, 90), (i) => [`${'a'.repeat(i + 1)}.js`, '1'])),
  'computed paths': (n) => cjs(all(n, (i) => `require('./d/' + a${i} + '.js')`), filesOf(n, (i) => [`d/m${i}.js`, "require('./gone.js')"])),
  'computed paths over folders': (n) => cjs(all(n, (i) => `import(\`./d\${a}/\${b${i}}/\${c}\`)`), filesOf(n, (i) => [`d${i}/m/x.js`, "require('./gone.js')"])),

  // package.json
  'scripts in scripts': (n) => cjs('', {}, { scripts: Object.fromEntries(range(n).map((i) => [`s${i}`, `npm run s${(i + 1) % n} && npm run s${(i + 7) % n} && node ./x${i}.js`])), dependencies: {} }),
  'install scripts in circles': (n) => cjs('', {}, { scripts: { install: 'npm run a0', ...Object.fromEntries(range(n).map((i) => [`a${i}`, `npm run a${(i + 1) % n}; npm run a${(i * 2) % n}`])) } }),
  'a script of brackets and quotes': (n) => cjs('', {}, { scripts: { install: '$('.repeat(50 * n) + "'\"`\\".repeat(50 * n), postinstall: '('.repeat(50 * n) } }),
  'a script of long steps': (n) => cjs('', {}, { scripts: { preinstall: all(20 * n, (i) => `tsc -p a${i} --outDir b`, ' && '), build: all(20 * n, (i) => `cp -r a${i} b`, ' || ') } }),
  'peers, in every table': (n) => mjs(all(n, (i) => `import 'q${i}'`), {}, Object.fromEntries(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'peerDependenciesMeta', 'bundleDependencies'].map((key) => [key, key === 'bundleDependencies' ? range(n).map((i) => `q${i}`) : Object.fromEntries(range(n).map((i) => [`q${i}`, key.endsWith('Meta') ? { optional: i % 2 === 0 } : '*']))]))),
  'ranges of versions': (n) => mjs("import 'q'", {}, { dependencies: { q: '>=1.0.0 <2.0.0 || '.repeat(500 * n), r: '9'.repeat(500 * n), s: '^'.repeat(500 * n), t: 'npm:'.repeat(500 * n) }, peerDependencies: { q: '1.'.repeat(500 * n) } }),
  'engines without an end': (n) => mjs('', {}, { engines: { node: '^18 || '.repeat(1000 * n) }, os: range(n).map(String), files: range(n).map((i) => `**/${'{a,b}'.repeat(i % 20)}/*`) }),
  'exports, conditions in many keys': (n) => pack({ exports: Object.fromEntries(range(n / 20).map((i) => [`./${i}`, range(300).reduce((inner, j) => ({ [j % 2 ? 'import' : 'node']: inner, default: './0.js' }), './gone.js')])) }, { '0.js': '' }),
  'exports, wide and deep': () => {
    const wide = (depth) => (depth ? Object.fromEntries(['import', 'require', 'node', 'default'].map((key) => [key, wide(depth - 1)])) : './0.js')
    return pack({ exports: wide(8) }, { '0.js': '' })
  },
  'exports, patterns in patterns': (n) => pack({ exports: Object.fromEntries(range(n / 5).map((i) => [`./${'a/'.repeat(i % 200)}*${i}`, [`./gone/*/${i}.js`, null, './d/*.js']])) }, filesOf(n, (i) => [`d/${'a/'.repeat(i % 50)}${i}.js`, ''])),
  'imports that lead to imports': (n) => mjs(all(n, (i) => `import '#a${i}/b'`), {}, { imports: { '#a*': ['#b*', './gone/*.js'], '#b*': '#a*', '#*': { node: './*.js', default: './0.js' } } }),
  'a name of slashes': (n) => mjs("import 'p'", {}, { name: '@'.repeat(n) + '/'.repeat(100 * n), main: '../'.repeat(100 * n), types: './'.repeat(100 * n), typesVersions: { '*': { '*': range(n).map((i) => `${'*/'.repeat(i % 100)}`) } } }),
  'typesVersions, browser and others': (n) => mjs('', {}, { browser: Object.fromEntries(range(n).map((i) => [`./a${i}.js`, i % 2 ? false : `./b${i}.js`])), 'react-native': Object.fromEntries(range(n).map((i) => [`m${i}`, `./b${i}.js`])), typesVersions: Object.fromEntries(range(n).map((i) => [`<=${i}`, { '*': [`./ts${i}/*`] }])) }),

  // archives
  'paths of every Unicode': (n) => pack({}, filesOf(2 * n, (i) => [`${String.fromCodePoint(0xa0 + i * 7)}é${i % 2 ? 'é' : 'e\u0301'}.js`, ''])),
  'a file in a file in a file': (n) => quick(tar(file('package/package.json', '{"name":"p"}'), ...range(n).map((i) => file(`package/${'a/'.repeat(i % 40)}a`, `${i}`)), END)),
  'pax records by the thousand': (n) => quick(tar(pax(Object.fromEntries(range(5 * n).map((i) => [`k${i}`, 'v']))), file('package/package.json', '{"name":"p"}'), ...range(n).map((i) => [pax({ path: `package/${i}`, size: 0 }), file('package/x', '')]).flat(), END)),
  'long links and no files': (n) => quick(tar(...range(n).map((i) => entry({ path: '././@LongLink', type: i % 2 ? 'L' : 'K', body: `package/${'x'.repeat(i % 5000)}\0` })), file('package/package.json', '{"name":"p"}'), END)),

  // JavaScript
  'data: URLs in data: URLs': (n) => mjs(`import '${range(Math.min(n / 200, 8)).reduce((inner) => `data:text/javascript,${encodeURIComponent(`import "${inner}"`)}`, 'data:text/javascript,1')}'`),
  'data: URLs, many': (n) => mjs(all(n, (i) => `import 'data:text/javascript,import%20"./x${i}.js";export%20const%20a=${'('.repeat(i % 100)}'`)),
  'attributes': (n) => mjs(`import a from './1.json' with { ${all(5 * n, (i) => `a${i}: 'json'`, ', ')} }`, { '1.json': '1' }),
  'one name, declared again and again': (n) => mjs('let a;'.repeat(50 * n)),
  'many names, declared twice': (n) => mjs(all(20 * n, (i) => `let a${i};`, '') + all(20 * n, (i) => `let a${i};`, '')),
  'many exports of one name': (n) => mjs('export { a };'.repeat(20 * n)),
  'parameters of one name': (n) => mjs(`function f(${'a,'.repeat(50 * n)}a) { 'use strict' }`),
  'prototypes': (n) => mjs(`({${'__proto__: 1,'.repeat(50 * n)}})`),
  'breaks to nowhere': (n) => mjs('break;continue a;return;'.repeat(20 * n)),
  'illegal everything': (n) => mjs("with(a){} delete a; 010; '\\8'; yield; await; super(); new.target; #a in b; let let; arguments = 1; eval++;\n".repeat(5 * n)),
  'private names in nested classes': (n) => mjs(all(Math.min(n, 400), (i) => `class A${i} { #a${i}; m() { this.#b${i}; `, '') + '} }'.repeat(Math.min(n, 400))),
  'regular expressions with groups': (n) => mjs(`/${'(?<a>x)|'.repeat(20 * n)}/u; /${'(?='.repeat(5 * n)}${')'.repeat(5 * n)}/; /[${'a-z'.repeat(100 * n)}]/v; /${'['.repeat(5 * n)}/v`),
  'regular expressions, each wrong': (n) => mjs('/(/; /[b-a]/; /a{2,1}/; /\\u{110000}/u; /(?<a>)(?<a>)/;\n'.repeat(10 * n)),
  'templates with wrong escapes': (n) => mjs(`${'`\\u{`;'.repeat(50 * n)}`),
  'identifiers by escapes': (n) => mjs(`${all(20 * n, (i) => `var \\u0061${i}\\u{62};`)}`),
  'comments for bundlers': (n) => mjs(`import(/* ${'webpackChunkName: "a", '.repeat(100 * n)} */ './gone.js'); ${all(5 * n, (i) => `import(/* @vite-ignore */ x${i})`)}`),
  'assertions by await': (n) => mjs(all(10 * n, () => 'await import("./0.js");') + 'for await (a of b) '.repeat(500) + ';'),
  'circles of await': (n) => mjs("import './m0.js'", filesOf(2 * n, (i) => [`m${i}.js`, `import './m${(i + 1) % (2 * n)}.js'; import './m${(i * 7) % (2 * n)}.js'; await 1`])),
  'require of modules that wait': (n) => cjs(all(n, (i) => `require('./m${i}.mjs')`), filesOf(n, (i) => [`m${i}.mjs`, `import './m${i + 1}.mjs'; import './m${(i * 3) % n}.mjs'; ${i % 9 ? '' : 'await 1'}`])),
  'namespaces of namespaces': (n) => mjs("import * as a from './m0.js'; a.b.b.b.c", filesOf(2 * n, (i) => [`m${i}.js`, `export * as b from './m${i + 1}.js'; export * from './m${(i * 5) % (2 * n)}.js'`])),
  'members of a namespace': (n) => mjs(`import * as a from './1.js'\n${all(10 * n, (i) => `a.x${i};`)}`, { '1.js': all(10, (i) => `export const y${i} = 1`) }),
  'exports by every helper': (n) => cjs(all(10 * n, (i) => `__exportStar(require('./m${i % 50}.js'), exports); Object.keys(_a).forEach(function (k) { if (k !== 'default' && !exports[k]) exports[k] = _a[k] }); exports.x${i} = void 0;`), filesOf(50, (i) => [`m${i}.js`, `exports.a = require('./m${(i + 1) % 50}.js')`])),
  'WebAssembly, many imports': (n) => mjs("import './1.wasm'", { '1.wasm': wasm(section(1, [1, 0x60, 0, 0]), section(2, [...leb(2 * n), ...range(2 * n).flatMap((i) => [...word(`./gone${i}.js`), ...word('a'), 0, 0])])) }),
  'WebAssembly, many exports': (n) => mjs("export * from './1.wasm'", { '1.wasm': wasm(section(1, [1, 0x60, 0, 0]), section(3, [1, 0]), section(7, [...leb(2 * n), ...range(2 * n).flatMap((i) => [...word(`a${i}`), 0, 0])]), section(10, [1, 2, 0, 11])) }),
}

/** All of them with `n` parts, made when they are asked for. */
export const strangePackages = (n) => Object.fromEntries(Object.entries(ROWS).map(([name, make]) => [name, () => make(n)]))
