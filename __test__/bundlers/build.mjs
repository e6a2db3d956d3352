// Lets real bundlers wrap CommonJS modules, and writes their output as fixtures: tests/fixtures/bundled-by-<tool>.txtar.
//
// Each tool builds two entries, as CommonJS and as an ES module, minified and not. The entry `certain` asks, while it loads, for a
// module that is not there, so that Node fails at once; the entry `later` asks for it in a function that is called later, in
// `try`, or in a branch. `npm install` in this folder first (TOOLS=folder names another); TOOL=name runs one tool. Then ask Node:
// `UPDATE=1 FIXTURE=bundled-by-<tool> node ../node/ask-fixtures.mjs`.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const here = import.meta.dirname
const tools = process.env.TOOLS ?? path.join(here, 'node_modules')
const load = async (name) => import(pathToFileURL(createRequire(path.join(tools, 'x.js')).resolve(name)))

const sources = {
  'package.json': '{ "name": "project", "private": true }',
  'certain.js': "import { inner } from './outer.cjs'\nexport const name = inner.name\n",
  'outer.cjs': "exports.inner = require('./inner.cjs')\n",
  'inner.cjs': "const missing = require('not-declared-certain')\nexports.name = missing.name\n",
  'later.js': "import { view } from './view.cjs'\nimport { native } from './native.cjs'\nimport { branch } from './branch.cjs'\nexport const all = [view, native, branch]\n",
  'view.cjs': "exports.view = () => require('./engine.cjs').render()\n",
  'engine.cjs': "const engine = require('not-declared-later')\nexports.render = () => engine.render()\n",
  'native.cjs': "let native = null\ntry {\n  native = require('./addon.cjs')\n} catch {}\nexports.native = native\n",
  'addon.cjs': "module.exports = require('not-declared-native')\n",
  'branch.cjs': "exports.branch = process.env.PACKPROOF_NEVER_SET ? require('./debug.cjs') : null\n",
  'debug.cjs': "module.exports = require('not-declared-branch')\n",
}
const external = ['not-declared-certain', 'not-declared-later', 'not-declared-native', 'not-declared-branch']
const entries = ['certain', 'later']
const banner = "import { createRequire } from 'module'; const require = createRequire(import.meta.url);"

const builders = {
  async esbuild({ dir, entry, format, minify }) {
    const { buildSync } = await load('esbuild')
    const js = format === 'esm' ? banner : ''
    const options = { entryPoints: [path.join(dir, `${entry}.js`)], bundle: true, write: false, external, format, minify, absWorkingDir: dir }
    return buildSync({ ...options, platform: 'node', banner: { js } }).outputFiles[0].text
  },
  async tsup({ dir, out, entry, format, minify }) {
    const { build } = await load('tsup')
    const js = format === 'esm' ? banner : ''
    const options = { entry: [path.join(dir, `${entry}.js`)], format: [format], minify, external, banner: { js }, outDir: out }
    await inside(dir, () => build({ ...options, silent: true, config: false, esbuildOptions: (options) => void (options.absWorkingDir = dir), platform: 'node', clean: false }))
  },
  async rollup({ dir, entry, format, minify }) {
    const [{ rollup }, commonjs, resolve, terser] = await Promise.all(
      ['rollup', '@rollup/plugin-commonjs', '@rollup/plugin-node-resolve', '@rollup/plugin-terser'].map(load))
    const ignore = external.filter((name) => name !== 'not-declared-certain')
    const plugins = [resolve.default(), commonjs.default({ ignore: format === 'cjs' ? external : ignore }), ...(minify ? [terser.default()] : [])]
    const bundle = await rollup({ input: path.join(dir, `${entry}.js`), external, plugins, onwarn() {} })
    const intro = format === 'esm' ? banner : ''
    return (await bundle.generate({ format, exports: 'named', intro })).output[0].code
  },
  async rolldown({ dir, entry, format, minify }) {
    const { rolldown } = await load('rolldown')
    const bundle = await rolldown({ input: path.join(dir, `${entry}.js`), external, platform: 'node' })
    return (await bundle.generate({ format, minify })).output[0].code
  },
  async webpack({ dir, out, entry, format, minify }) {
    const { default: webpack } = await load('webpack')
    const isModule = format === 'esm'
    const config = {
      mode: 'production', context: dir, entry: `./${entry}.js`, target: 'node18', devtool: false,
      externals: Object.fromEntries(external.map((name) => [name, `${isModule ? 'node-commonjs' : 'commonjs'} ${name}`])),
      output: { path: out, filename: `${entry}.js`, module: isModule, library: { type: isModule ? 'module' : 'commonjs2' } },
      experiments: { outputModule: isModule },
      optimization: { minimize: minify, concatenateModules: minify, moduleIds: minify ? 'deterministic' : 'named' },
    }
    await new Promise((done, fail) => webpack(config, (error, stats) =>
      error || stats.hasErrors() ? fail(error ?? new Error(stats.toString())) : done()))
  },
  async parcel({ dir, out, entry, format, minify }) {
    const target = { distDir: out, context: 'node', outputFormat: format === 'esm' ? 'esmodule' : 'commonjs', optimize: minify,
      includeNodeModules: false, sourceMap: false, isLibrary: false, scopeHoist: true, engines: { node: '>= 18' } }
    const manifest = { name: 'project', targets: { main: false, out: { ...target, source: `${entry}.js` } },
      dependencies: Object.fromEntries(external.map((name) => [name, '1'])) }
    fs.writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest))
    execFileSync(process.execPath, [createRequire(path.join(tools, 'x.js')).resolve('parcel/lib/bin.js'), 'build', '--no-cache', '--target', 'out'],
      { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'] })
  },
  async unbuild({ dir, out, entry, format, minify }) {
    const { build } = await load('unbuild')
    fs.writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0' }))
    await build(dir, false, { entries: [path.join(dir, entry)], outDir: out, clean: false, declaration: false, failOnWarn: false, externals: external,
      rollup: { emitCJS: format === 'cjs', inlineDependencies: true, esbuild: { minify }, commonjs: { ignore: external.slice(1), include: [/\.c?js$/] } } })
  },
}

async function inside(dir, work) {
  const outer = process.cwd()
  process.chdir(dir)
  try {
    return await work()
  } finally {
    process.chdir(outer)
  }
}

/** The text that the tool wrote, wherever it put it. */
function written(out, format) {
  const files = fs.readdirSync(out).filter((file) => /\.[cm]?js$/.test(file))
  const [file] = files.length > 1 ? files.filter((file) => file.endsWith(format === 'esm' ? '.mjs' : '.cjs')) : files
  if (!file) throw new Error(`no file was written: ${files}`)
  return fs.readFileSync(path.join(out, file), 'utf8')
}

async function built(tool, options) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'packproof-bundle-'))
  try {
    for (const [file, text] of Object.entries(sources)) fs.writeFileSync(path.join(dir, file), text)
    const out = path.join(dir, 'out')
    fs.mkdirSync(out)
    const text = (await builders[tool]({ dir, out, ...options })) ?? written(out, options.format)
    return text.replaceAll(dir, '/project').replaceAll(`../${path.basename(dir)}/`, '').trimEnd() + '\n'
  } finally {
    fs.rmSync(dir, { recursive: true })
  }
}

for (const tool of Object.keys(builders).filter((tool) => !process.env.TOOL || tool === process.env.TOOL)) {
  const files = {}
  for (const entry of entries) {
    for (const format of ['cjs', 'esm']) {
      for (const minify of [false, true]) {
        const name = `${entry}${minify ? '.min' : ''}.${format === 'esm' ? 'mjs' : 'cjs'}`
        try {
          files[name] = await built(tool, { entry, format, minify })
        } catch (error) {
          console.error(`${tool}: ${name}: ${error.message}`)
        }
      }
    }
  }
  const asks = Object.keys(files).map((name) => `ask: both pkg/${name}`)
  const about = `Modules that ${tool} wrapped: what certainly runs while they load breaks them, what runs later or perhaps does not.`
  const body = Object.entries({ 'package.json': '{ "name": "pkg", "exports": { "./*": "./*" } }\n', ...files })
  const text = [about, ...asks, ''].join('\n') + body.map(([name, text]) => `-- ${name} --\n${text}`).join('')
  fs.writeFileSync(path.join(here, `../../tests/fixtures/bundled-by-${tool}.txtar`), text)
  console.log(`${tool}: ${Object.keys(files).length} files, ${text.length} bytes`)
}
