// More real packages, as in real-projects.mjs, by other tools.
import { adds, esm, exportsValue, leavesOut, manifest, replaces, tsconfig, undeclares } from './breakages.mjs'

/** The only entry point that Node is asked for, and the script that builds. */
const builds = (build, exports, files) => (json) => {
  json.scripts = { build }
  json.exports = { ...exports, './package.json': './package.json' }
  json.main = Object.values(exports)[0].import ?? Object.values(exports)[0]
  delete json.module
  if (files) json.files = files
}

export const furtherProjects = {
  abitype: {
    isSlow: true,
    package: 'abitype',
    keep: /^(src\/(?!(exports\/)?zod)|package\.json)/,
    written: 'tsconfig.json; no "./zod", whose peer is not installed; no CommonJS',
    files: { 'tsconfig.json': esm('src', 'dist/esm') },
    manifest: builds('tsc', { '.': './dist/esm/exports/index.js', './abis': './dist/esm/exports/abis.js' }, ['dist', 'src']),
    breakages: {
      'files leaves a folder out': leavesOut('dist/esm/*.js', 'dist/esm/exports', 'dist/esm/abis', 'src'),
      'a path is wrong': replaces('src/human-readable/parseAbi.ts', "'./runtime/structs.js'", "'./structs.js'"),
      'tsc takes one entry only': (files) =>
        files.set('tsconfig.json', tsconfig({ module: 'nodenext', rootDir: 'src', outDir: 'dist/esm' }, { files: ['src/exports/index.ts'] })),
    },
    incurable: new Set(['tsc takes one entry only']),
    older: { 'src/exports/index.ts': exportsValue('src/exports/index.ts', './late.js', 'src/exports/late.ts') },
  },
  cheerio: {
    isSlow: true,
    package: 'cheerio',
    keep: /^(src\/|package\.json)/,
    written: 'tsconfig.json, as tshy is not installed; no browsers; no CommonJS',
    files: { 'tsconfig.json': esm('src', 'dist') },
    manifest: builds('tsc', { '.': './dist/index.js', './slim': './dist/slim.js', './utils': './dist/utils.js' }, ['dist', 'src']),
    breakages: {
      'files leaves a folder out': leavesOut('dist/*.js', 'dist/parsers', 'src'),
      'a dependency is declared for development only': undeclares('encoding-sniffer'),
      'the extension is forgotten': replaces('src/load.ts', "'./static.js'", "'./static'"),
    },
    older: { 'src/utils.ts': exportsValue('src/utils.ts', './late.js', 'src/late.ts') },
  },
  'graphql-request': {
    isSlow: true,
    package: 'graphql-request',
    keep: /^(src\/(?!.*test)|package\.json)/,
    written: 'tsconfig.json; no CommonJS',
    files: { 'tsconfig.json': esm('src', 'build') },
    manifest: builds('rimraf build && tsc', { '.': './build/entrypoints/main.js' }),
    breakages: {
      'files leaves a folder out': leavesOut('build/entrypoints', 'build/legacy', 'src'),
      'a path is wrong': replaces('src/legacy/helpers/runRequest.ts', "'../lib/graphql.js'", "'./lib/graphql.js'"),
    },
    older: { 'src/entrypoints/main.ts': exportsValue('src/entrypoints/main.ts', '../late.js', 'src/late.ts') },
  },
  'mobx-react-lite': {
    isSlow: true,
    package: 'mobx-react-lite',
    keep: /^(src\/|package\.json)/,
    written: 'esbuild in the place of rollup',
    manifest: builds(
      'esbuild src/index.ts --bundle --packages=external --format=esm --sourcemap --outfile=dist/index.mjs',
      { '.': './dist/index.mjs' },
      ['dist', 'src'],
    ),
    breakages: { 'files leaves the bundle out': leavesOut('dist/*.map', 'src') },
    incurable: new Set(['a path is wrong']),
    older: { 'src/index.ts': exportsValue('src/index.ts', './late', 'src/late.ts') },
  },
  micromark: {
    isSlow: true,
    package: 'micromark',
    keep: /^(dev\/.*\.js$|package\.json)/,
    written: 'copies in the place of its own tool',
    manifest: builds(
      'rm -rf lib && cp -R dev/lib lib && cp dev/index.js dev/stream.js .',
      { '.': './index.js', './stream': './stream.js' },
      ['lib', 'index.js', 'stream.js'],
    ),
    breakages: {
      'files leaves a folder out': leavesOut('lib/*.js', 'index.js', 'stream.js'),
      'a copy is forgotten': manifest((json) => (json.scripts.build = 'rm -rf lib && cp -R dev/lib lib && cp dev/index.js .')),
      'a dependency is declared for development only': undeclares('micromark-util-combine-extensions'),
    },
    older: { 'dev/index.js': exportsValue('dev/index.js', './lib/late.js', 'dev/lib/late.js') },
  },
  'preact-render-to-string': {
    isSlow: true,
    package: 'preact-render-to-string',
    keep: /^(src\/.*\.js$|package\.json)/,
    written: 'vite in the place of microbundle; no stream of Node',
    files: {
      'vite.config.mjs': `export default { build: { sourcemap: true, lib: { entry: ['src/index.js', 'src/jsx.js', 'src/stream.js'], formats: ['es'], fileName: (format, name) => name + '.mjs' }, rollupOptions: { external: ['preact', 'pretty-format'] } } }\n`,
    },
    manifest: (json) => {
      builds('vite build', { '.': './dist/index.mjs', './jsx': './dist/jsx.mjs', './stream': './dist/stream.mjs' }, ['src', 'dist'])(json)
      json.dependencies = { ...json.dependencies, 'pretty-format': '*' }
    },
    breakages: {
      'files leaves the shared chunks out': leavesOut('src', 'dist/index.mjs', 'dist/jsx.mjs', 'dist/stream.mjs'),
      'an entry is not built': replaces('vite.config.mjs', ", 'src/stream.js'", ''),
    },
    older: { 'src/stream.js': exportsValue('src/stream.js', './lib/late.js', 'src/lib/late.js') },
  },
  'react-redux': {
    isSlow: true,
    package: 'react-redux',
    keep: /^(src\/|package\.json)/,
    written: 'the configuration of swc',
    files: { '.swcrc': JSON.stringify({ jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2022', transform: { react: { runtime: 'automatic' } } }, module: { type: 'commonjs' } }) },
    manifest: builds('swc src -d dist --strip-leading-paths', { '.': './dist/index.js' }, ['dist', 'src']),
    breakages: {
      'files leaves a folder out': leavesOut('dist/*.js', 'dist/components', 'dist/connect', 'dist/utils', 'src'),
      'a path is wrong': replaces('src/exports.ts', "'./utils/shallowEqual'", "'../utils/shallowEqual'"),
      'a second step writes over a module': adds(
        { 'browser/utils/batch.ts': 'export const never = 1\n' },
        (build) => `${build} && swc browser -d dist --strip-leading-paths`,
      ),
    },
    older: { 'src/utils/batch.ts': replaces('src/utils/batch.ts', 'export ', 'export const late = 1\nexport ') },
  },
  reselect: {
    isSlow: true,
    package: 'reselect',
    keep: /^(src\/|package\.json)/,
    written: 'the configuration of tsup',
    files: { 'tsup.config.ts': "import { defineConfig } from 'tsup'\nexport default defineConfig({ entry: { reselect: 'src/index.ts' }, format: ['esm', 'cjs'], sourcemap: true })\n" },
    manifest: builds('tsup', { '.': { import: './dist/reselect.mjs', require: './dist/reselect.js' } }),
    breakages: { 'files leaves a bundle out': leavesOut('src', 'dist/reselect.mjs') },
    older: {
      'src/index.ts': exportsValue('src/index.ts', './late', 'src/late.ts'),
      'src/utils.ts': (files) => {
        files.set('src/late.ts', 'export const late = () => 1\n')
        files.set('src/utils.ts', `import { late } from './late'\nlate()\n${files.get('src/utils.ts')}`)
      },
    },
  },
  '@tanstack/query-core': {
    isSlow: true,
    package: '@tanstack/query-core',
    keep: /^(src\/|package\.json)/,
    written: 'unbuild in the place of tsdown',
    files: { 'build.config.mjs': "export default { entries: ['src/index'], declaration: false, failOnWarn: false, rollup: { emitCJS: true } }\n" },
    manifest: builds('unbuild', { '.': { import: './dist/index.mjs', require: './dist/index.cjs' } }, ['dist', 'src']),
    breakages: { 'files leaves a bundle out': leavesOut('src', 'dist/index.mjs') },
    older: { 'src/index.ts': exportsValue('src/index.ts', './late', 'src/late.ts') },
  },
  '@tanstack/store': {
    isSlow: true,
    package: '@tanstack/store',
    keep: /^(src\/|package\.json)/,
    written: 'the configuration of babel, which turns TypeScript into CommonJS',
    files: { 'babel.config.json': JSON.stringify({ presets: ['@babel/preset-typescript'], plugins: ['@babel/plugin-transform-modules-commonjs'] }) },
    manifest: (json) => {
      builds('babel src --out-dir dist -x .ts', { '.': './dist/index.js' }, ['dist', 'src'])(json)
      json.type = 'commonjs'
    },
    breakages: {
      'files leaves a module out': leavesOut('src', 'dist/index.js', 'dist/atom.js', 'dist/store.js', 'dist/alien.js', 'dist/types.js'),
      'a path is wrong': replaces('src/store.ts', "'./atom'", "'../atom'"),
      'babel ignores a module': manifest((json) => (json.scripts.build += ' --ignore src/shallow.ts')),
    },
    older: { 'src/shallow.ts': replaces('src/shallow.ts', 'export function', 'export const late = 1\nexport function') },
  },
  wonka: {
    isSlow: true,
    package: 'wonka',
    keep: /^(src\/(?!__tests__)|package\.json)/,
    rename: (path) => path.replace('types.mjs', 'types.js'),
    written: 'rolldown in the place of rollup with plugins',
    manifest: builds('rolldown src/index.ts -d dist --sourcemap', { '.': './dist/index.js' }, ['dist', 'src']),
    breakages: { 'files leaves the bundle out': leavesOut('src', 'dist/*.map') },
    older: { 'src/index.ts': exportsValue('src/index.ts', './late', 'src/late.ts') },
  },
}
