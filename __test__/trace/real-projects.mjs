// Real packages whose tarballs ship their sources, each with its build: the one of its package.json as far as the tools are
// installed, or the one written here. `written` says what is not the package's own.
//
// `isSlow` ones are left out where not everything is asked for. `incurable` has the breakages for which no change is known that packproof could try.
//
// `older` changes sources once they are built: the outputs that are packed are then those of an older build.
import { adds, esm, leavesOut, manifest, moves, replaces, tsconfig, undeclares } from './breakages.mjs'
import { furtherProjects } from './further-projects.mjs'

export const projects = {
  winston: {
    package: 'winston',
    keep: /^(lib\/|index\.d\.ts|package\.json)/,
    written: '"main" and "files" lead to dist, which the package builds for browsers',
    manifest: (json) => Object.assign(json, { main: './dist/winston.js', files: ['dist', 'index.d.ts'] }),
    breakages: {
      'a dependency is declared for development only': undeclares('triple-beam'),
      'files leaves a folder out': leavesOut('dist/winston.js', 'index.d.ts'),
      'a path is wrong': replaces('lib/winston/create-logger.js', "require('./logger')", "require('../logger')"),
      'a second step writes over a module': adds(
        { 'browser/winston/logger.js': "exports.quiet = () => {};\n" },
        (build) => `${build} && babel browser -d dist`,
      ),
    },
  },
  logform: {
    isSlow: true,
    package: 'logform',
    keep: /^([\w-]+\.js|index\.d\.ts|package\.json|\.babelrc)$/,
    incurable: new Set(['files leaves modules out', 'a path is wrong']),
    breakages: {
      'files leaves modules out': leavesOut('index.js', 'format.js', 'dist'),
      'a dependency is declared for development only': undeclares('triple-beam'),
      'a path is wrong': replaces('index.js', "require('./levels')", "require('./level')"),
    },
  },
  'react-i18next': {
    isSlow: true,
    package: 'react-i18next',
    keep: /^(src\/|package\.json|[\w.]+\.d\.m?ts$)/,
    written: 'babel.config.json; the build without rollup and copies; no "./icu.macro", which needs an undeclared package',
    files: {
      'babel.config.json': JSON.stringify({
        presets: [['@babel/preset-env', { targets: { node: '20' }, modules: false }]],
        env: { cjs: { plugins: ['@babel/plugin-transform-modules-commonjs'] } },
      }),
    },
    manifest: (json) => {
      json.scripts.build =
        'rimraf dist && BABEL_ENV=cjs babel src --out-dir dist/commonjs && npm run build:es && npm run fix_dist_package'
      json.files = ['dist', '*.d.ts', '*.d.mts']
      delete json.exports['./icu.macro']
    },
    breakages: {
      'files leaves a folder out': leavesOut('dist/es/*.js', 'dist/es/package.json', 'dist/commonjs'),
      'a path is wrong': replaces('src/useTranslation.js', "from './utils.js'", "from '../utils.js'"),
      'a folder is not compiled': moves('src/IcuTransUtils', 'icu/IcuTransUtils', [
        ['src/IcuTransWithoutContext.js', "'./IcuTransUtils/", "'../icu/IcuTransUtils/"],
      ]),
    },
  },
  ramda: {
    isSlow: true,
    package: 'ramda',
    keep: /^(es\/|package\.json)/,
    written: 'its ES modules are the source, which the tarball lacks; the configuration of babel; two steps of its scripts',
    rename: (path) => path.replace(/^es\/(?!package)/, 'source/'),
    files: {
      'babel.config.json': JSON.stringify({
        env: { cjs: { plugins: ['@babel/plugin-transform-modules-commonjs'] }, es: {} },
      }),
    },
    manifest: (json) => {
      json.scripts = {
        'build:es': 'cross-env BABEL_ENV=es babel source --out-dir es',
        'build:cjs': 'cross-env BABEL_ENV=cjs babel source --out-dir src',
        build: 'npm-run-all --parallel build:**',
      }
      // "./dist" leads to a file that the published package lacks, too.
      for (const key of ['./dist', './dist/*']) delete json.exports[key]
    },
    breakages: {
      'files leaves a folder out': leavesOut('es', 'src/index.js', 'src/add.js'),
      'a path is wrong': replaces('source/xor.js', './internal/_curry2.js', '../internal/_curry2.js'),
    },
  },
  luxon: {
    isSlow: true,
    package: 'luxon',
    keep: /^(src\/|package\.json)/,
    written: 'rollup is called on its command line, not by tasks/buildAll.js',
    manifest: (json) => {
      json.scripts = {
        build: 'rollup src/luxon.js -f es -o build/es6/luxon.mjs && rollup src/luxon.js -f cjs -o build/node/luxon.js',
      }
      json.files = ['build', 'src']
    },
    incurable: new Set(['a bundle is not made']),
    breakages: {
      'files leaves a bundle out': leavesOut('build/node', 'src'),
      'a bundle is not made': manifest((json) => (json.scripts.build = json.scripts.build.split(' && ')[1])),
    },
  },
  ajv: {
    isSlow: true,
    package: 'ajv',
    keep: /^(lib\/|package\.json)/,
    written: 'tsconfig.json',
    files: {
      'tsconfig.json': tsconfig(
        { module: 'commonjs', moduleResolution: 'node', rootDir: 'lib', outDir: 'dist', resolveJsonModule: true, esModuleInterop: true },
        { include: ['lib'] },
      ),
    },
    breakages: {
      'files leaves a folder out': leavesOut('lib/', 'dist/*.js', 'dist/compile'),
      'files leaves a deep folder out': leavesOut('lib/', 'dist/', '!dist/vocabularies/applicator'),
      'a dependency is declared for development only': undeclares('fast-uri'),
      // That the step that copies JSON is gone breaks nothing: tsc writes the JSON that is imported.
      'a path is wrong': replaces('lib/core.ts', '"./compile/rules"', '"./compile/rule/rules"'),
    },
  },
  htmlparser2: {
    package: 'htmlparser2',
    keep: /^(src\/(?!.*(spec|__))|package\.json)/,
    written: 'tsconfig.json',
    files: { 'tsconfig.json': esm('src', 'dist') },
    breakages: {
      'files leaves a module out': leavesOut('dist/index.js', 'dist/Parser.js', 'dist/WritableStream.js', 'dist/WebWritableStream.js'),
      'a dependency is declared for development only': undeclares('domutils'),
      'the extension is forgotten': replaces('src/Parser.ts', '"./Tokenizer.js"', '"./Tokenizer"'),
      'the folder is removed after the build': manifest((json) => (json.scripts.build = 'tsc && rimraf dist')),
      'the build writes CommonJS': (files) =>
        files.set('tsconfig.json', tsconfig({ module: 'commonjs', moduleResolution: 'node10', rootDir: 'src', outDir: 'dist', ignoreDeprecations: '5.0' }, { include: ['src'] })),
      'tsc excludes a module': (files) =>
        files.set('tsconfig.json', tsconfig({ module: 'nodenext', rootDir: 'src', outDir: 'dist' }, { include: ['src'], exclude: ['src/WebWritableStream.ts'] })),
    },
  },
  entities: {
    package: 'entities',
    keep: /^(src\/(?!.*spec)|package\.json)/,
    written: 'tsconfig.json',
    files: { 'tsconfig.json': esm('src', 'dist') },
    breakages: {
      'files leaves a folder out': leavesOut('dist/*.js'),
      'the name differs by case': replaces('src/index.ts', '"./escape.js"', '"./Escape.js"'),
      'a folder is not compiled': (files) => {
        moves('src/generated', 'generated', [
          ['src/decode.ts', '"./generated/', '"../generated/'],
          ['src/encode.ts', '"./generated/', '"../generated/'],
          ['generated/decode-data-html.ts', '"../internal/', '"../src/internal/'],
          ['generated/encode-html.ts', '"../encode', '"../src/encode'],
        ].filter(([path, from]) => files.get(path.replace(/^generated/, 'src/generated'))?.includes(from)))(files)
      },
    },
  },
  'entities by esbuild': {
    isSlow: true,
    package: 'entities',
    keep: /^(src\/(?!.*spec)|package\.json)/,
    written: 'built by esbuild',
    manifest: (json) => (json.scripts = { build: 'esbuild src/*.ts src/internal/*.ts src/generated/*.ts --outdir=dist --outbase=src --format=esm' }),
    breakages: {
      'a folder is not compiled': manifest((json) => (json.scripts.build = json.scripts.build.replace(' src/generated/*.ts', ''))),
      'a module is not compiled': manifest((json) => (json.scripts.build = json.scripts.build.replace('src/*.ts', 'src/index.ts src/decode.ts src/encode.ts src/decode-codepoint.ts'))),
    },
  },
  'entities by unbuild': {
    isSlow: true,
    package: 'entities',
    keep: /^(src\/(?!.*spec)|package\.json)/,
    written: 'build.config.mjs, with entries that share modules; "exports" lead to what unbuild names',
    files: { 'build.config.mjs': "export default { entries: ['src/decode', 'src/encode', 'src/late'], failOnWarn: false }\n", 'src/late.ts': "export { decodeHTML } from './decode.js'\nexport { escapeUTF8 } from './escape.js'\n" },
    manifest: (json) => {
      json.scripts = { build: 'unbuild' }
      json.main = './dist/decode.mjs'
      json.exports = Object.fromEntries(['.', './encode', './late'].map((key) => [key, `./dist/${key === '.' ? 'decode' : key.slice(2)}.mjs`]))
    },
    breakages: {
      'an entry is not built': replaces('build.config.mjs', ", 'src/late'", ''),
      'files leaves the shared chunks out': leavesOut('dist/*.mjs'),
      'files leaves an entry out': leavesOut('dist', '!dist/decode.mjs'),
    },
  },
  telegraf: {
    isSlow: true,
    package: 'telegraf',
    keep: /^(src\/|package\.json|(types|scenes|filters|format|future|utils|markup|session)\.js$)/,
    written: 'tsconfig.json; the build without its own script',
    files: { 'tsconfig.json': tsconfig({ module: 'commonjs', moduleResolution: 'node', rootDir: 'src', outDir: 'lib', esModuleInterop: true }, { include: ['src'] }) },
    manifest: (json) => {
      json.scripts.build = 'tsc'
      delete json.scripts.prepare
      delete json.bin
    },
    breakages: {
      'files leaves a folder out': leavesOut('lib/*.js', '*.js'),
      'a file of the root is left out': leavesOut('lib/**/*.js', 'types.*', 'format.*', 'filters.*', 'future.*', 'scenes.*', 'utils.*', 'markup.*'),
      'a dependency is declared for development only': undeclares('p-timeout'),
      'a path is wrong': replaces('src/scenes/stage.ts', "'../composer'", "'./composer'"),
    },
  },
  immer: {
    isSlow: true,
    package: 'immer',
    keep: /^(src\/|package\.json)/,
    written: 'the configuration of tsup, in package.json',
    manifest: (json) => {
      json.tsup = { entry: { immer: 'src/immer.ts' }, format: ['esm', 'cjs'], outDir: 'dist' }
      json.exports['.'] = { import: './dist/immer.mjs', require: './dist/immer.js' }
      json.main = './dist/immer.js'
      delete json.module
    },
    incurable: new Set(['an entry is not built']),
    breakages: {
      'files leaves a bundle out': leavesOut('dist/immer.js', 'src'),
      'an entry is not built': manifest((json) => (json.exports['./plugins'] = { import: './dist/plugins.mjs', require: './dist/plugins.js' })),
    },
  },
  redux: {
    package: 'redux',
    keep: /^(src\/|package\.json)/,
    written: 'the configuration of swc; "exports" lead to its output',
    files: { '.swcrc': JSON.stringify({ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }) },
    manifest: (json) => {
      json.scripts = { build: 'swc src -d dist --strip-leading-paths' }
      json.exports = { '.': './dist/index.js', './package.json': './package.json' }
      json.main = './dist/index.js'
    },
    breakages: {
      'files leaves a folder out': leavesOut('dist/*.js', 'src'),
      'a path is wrong': replaces('src/createStore.ts', "'./utils/isPlainObject'", "'../utils/isPlainObject'"),
      'it becomes a package of ES modules': manifest((json) => (json.type = 'module')),
      'a second step writes over a module': adds(
        { 'browser/compose.ts': 'export const never = 1\n' },
        (build) => `${build} && swc browser -d dist --strip-leading-paths`,
      ),
    },
  },
  'redux by tsup': {
    isSlow: true,
    package: 'redux',
    keep: /^(src\/|package\.json)/,
    written: 'tsup.config.ts; "exports" lead to its output',
    files: { 'tsup.config.ts': "import { defineConfig } from 'tsup'\nexport default defineConfig({\n  entry: ['src/index.ts', 'src/compose.ts'],\n  format: ['esm'],\n})\n" },
    manifest: (json) => {
      json.scripts = { build: 'tsup' }
      json.type = 'module'
      json.main = './dist/index.js'
      json.exports = { '.': './dist/index.js', './compose': './dist/compose.js' }
    },
    breakages: {
      'an entry is not built': replaces('tsup.config.ts', ", 'src/compose.ts'", ''),
      'files leaves the shared chunks out': leavesOut('dist/index.js', 'dist/compose.js'),
    },
  },
  rxjs: {
    isSlow: true,
    package: 'rxjs',
    keep: /^(src\/(?!.*spec\.json)|tsconfig\.json|package\.json)/,
    written: 'the two of its steps that Node needs',
    manifest: (json) => (json.scripts = { build: 'tsc -b ./src/tsconfig.cjs.json' }),
    breakages: {
      'files leaves a folder out': leavesOut('dist/cjs/*.js', 'dist/cjs/*/*.js', 'src'),
      'tsc excludes a folder': replaces('src/tsconfig.cjs.json', '"./internal/umd.ts"', '"./internal/umd.ts", "./fetch/**"'),
      'a path is wrong': replaces('src/internal/Subject.ts', "'./util/arrRemove'", "'../util/arrRemove'"),
    },
  },
  '@noble/hashes': {
    isSlow: true,
    package: '@noble/hashes',
    keep: /^(src\/|package\.json|esm\/package\.json)/,
    written: 'the two configurations of tsc',
    incurable: new Set(['a step is gone']),
    files: {
      'tsconfig.json': tsconfig(
        { module: 'nodenext', rootDir: 'src', outDir: '.', moduleDetection: 'force', rewriteRelativeImportExtensions: true },
        { include: ['src'], exclude: ['node_modules'] },
      ),
      'tsconfig.esm.json': tsconfig(
        { module: 'es2022', moduleResolution: 'bundler', rootDir: 'src', outDir: 'esm', rewriteRelativeImportExtensions: true },
        { include: ['src'] },
      ),
    },
    manifest: (json) => {
      json.scripts = { build: 'tsc && tsc -p tsconfig.esm.json' }
      json.files = ['/*.js', 'esm', 'src']
    },
    breakages: {
      'a step is gone': manifest((json) => (json.scripts.build = 'tsc')),
      'files leaves the folder out': leavesOut('/*.js', 'src'),
    },
  },
  execa: {
    package: 'execa',
    keep: /^(lib\/|index\.js|index\.d\.ts|package\.json)/,
    manifest: (json) => (json.scripts = {}),
    breakages: {
      'files leaves the folder out': leavesOut('index.js', 'lib/*.js'),
      'files takes one level only': leavesOut('index.js', 'lib/*/*.js', '!lib/stdio'),
      'a dependency is declared for development only': undeclares('figures'),
      'a path is wrong': replaces('lib/pipe/pipe-arguments.js', "'../arguments/", "'./arguments/"),
      'the name differs by case': replaces('lib/pipe/setup.js', "'./abort.js'", "'./Abort.js'"),
    },
  },
  chalk: {
    package: 'chalk',
    keep: /^(source\/|package\.json)/,
    written: 'a build that copies',
    manifest: (json) => {
      json.scripts = { build: 'rm -rf dist && cp -R source dist' }
      json.main = json.exports = './dist/index.js'
      json.files = ['dist']
      json.imports = JSON.parse(JSON.stringify(json.imports).replaceAll('./source/', './dist/'))
    },
    breakages: {
      'files leaves a folder out': leavesOut('dist/*.js'),
      'only one level is copied': manifest((json) => (json.scripts.build = 'rm -rf dist && mkdir -p dist && cp source/*.js dist/')),
      'a path is wrong': replaces('source/index.js', "'./utilities.js'", "'../utilities.js'"),
    },
  },
  ...furtherProjects,
}
