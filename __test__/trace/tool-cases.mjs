// Small projects, each for an effect of a build tool's option. A file is `true` (it contains only its own path), a list of
// the files that it re-exports, an object (JSON), or a text.
const js = ['src/a.js', 'src/b/c.js', 'src/b/d.mjs', 'src/e.cjs', 'src/f.jsx', 'src/.hidden.js', 'src/data.json', 'src/t.ts']
const ts = ['src/a.ts', 'src/b/c.ts', 'src/b/d.mts', 'src/e.cts', 'src/f.tsx', 'src/data.json', 'src/g.js', 'src/h.test.ts']
const options = { module: 'nodenext', target: 'es2022', skipLibCheck: true }
const config = (compilerOptions, rest = {}) => ({ compilerOptions: { ...options, ...compilerOptions }, ...rest })

function one(name, files, build, more = {}) {
  return { name, files, scripts: { build, ...more.scripts }, manifest: more.manifest }
}

export const cases = [
  one('babel folder', js, 'babel src/ --out-dir dist/'),
  one('babel extensions', js, 'babel src -d dist -x .js,.ts --presets @babel/preset-typescript'),
  one('babel keeps extensions', js, 'babel src -d dist --keep-file-extension'),
  one('babel other extension', js, 'babel ./src --out-dir=./dist/ --out-file-extension .mjs'),
  one('babel copies', js, 'babel src -d dist --copy-files'),
  one('babel copies and ignores', js, 'babel src -d dist -D --ignore "src/b/**"'),
  one('babel copies, but not what it ignores', js, 'babel src -d dist -D --no-copy-ignored --ignore src/b'),
  one('babel ignores a star', js, 'babel src -d dist --ignore "src/*.js"'),
  one('babel ignores deep', js, 'babel src -d dist --ignore "**/*.mjs,src/e.cjs"'),
  one('babel only', js, 'babel src -d dist --only src/b'),
  one('babel dotfiles', js, 'babel src -d dist --include-dotfiles'),
  one('babel files', js, 'babel src/a.js src/b/c.js -d dist'),
  one('babel glob', js, 'babel "src/**/*.js" -d dist'),
  one('babel one file', js, 'babel src/b --out-file dist/all.js'),
  one('babel relative', ['p/one/src/a.js', 'p/two/src/b.js'], 'babel p/one/src p/two/src -d ../lib --relative'),
  one('babel source maps', js, 'babel --source-maps inline src -s -d dist'),
  one('babel configured', { 'src/a.js': true, 'src/b/c.js': true, 'babel.config.json': { ignore: ['./src/b'] } }, 'babel src -d dist'),
  one('babel configured in code', { 'src/a.js': true, 'src/a.test.js': true, 'babel.config.js': 'export default { ignore: ["**/*.test.js"] }' }, 'babel src -d dist'),
  one('babel twice to one place', ['src/x/index.js', 'src/y.js', 'bin/x/index.js', 'bin/x/z.js'], 'babel src/ --out-dir dist/ && babel bin/x/ --out-dir dist/x/'),
  one('babel deletes first', ['src/a.js', 'lib/b.js'], 'babel src -d dist && babel lib -d dist --delete-dir-on-start'),
  one('babel elsewhere', ['pkg/src/a.js'], 'cd pkg && babel src -d dist'),
  one('scripts around', js, 'babel src -d dist', { scripts: { prebuild: 'mkdir -p dist && cp src/data.json dist/', postbuild: 'npm run more', more: 'cross-env A=1 babel src/b -d more' } }),
  one('scripts in parallel', js, 'run-p build:*', { scripts: { 'build:a': 'babel src/b -d a', 'build:b': 'npx babel src/a.js -d b' } }),

  one('tsc plain', { ...all(ts), 'tsconfig.json': config({ outDir: 'dist' }, { include: ['src'], exclude: ['**/*.test.ts'] }) }, 'tsc', { manifest: { devDependencies: { typescript: '^5.9.0' } } }),
  one('tsc root', { ...all(ts), 'tsconfig.json': config({ outDir: 'dist', rootDir: '.' }) }, 'tsc -p tsconfig.json', { manifest: { devDependencies: { typescript: '^5.9.0' } } }),
  one('tsc allowJs', { ...all(ts), 'tsconfig.json': config({ outDir: 'dist', allowJs: true, jsx: 'preserve' }, { include: ['src/**/*'] }) }, 'tsc --project .'),
  one('tsc extends', { ...all(ts), 'base.json': '{ // base\n "compilerOptions": { "module": "nodenext", "target": "es2022", "outDir": "out", }, "include": ["src/b"] }', 'tsconfig.build.json': { extends: './base.json', compilerOptions: { declaration: true } } }, 'tsc -p tsconfig.build.json'),
  one('tsc takes what is imported', { 'src/index.ts': ['./a.js'], 'src/a.ts': ['../lib/b.js'], 'lib/b.ts': true, 'src/unused.ts': true, 'tsconfig.json': config({ outDir: 'dist' }, { files: ['src/index.ts'] }) }, 'tsc'),
  one('tsc types are written too', { 'src/index.ts': 'import type { T } from "./t.js"\nexport const x: T = "@src/index.ts"', 'src/t.ts': 'export type T = string; export const y = "@src/t.ts"', 'tsconfig.json': config({ outDir: 'dist' }, { files: ['src/index.ts'] }) }, 'tsc'),
  one('tsc beside', { ...all(['src/a.ts', 'src/b/c.ts']), 'tsconfig.json': config({}) }, 'tsc'),
  one('tsc options win', { ...all(['src/a.ts', 'src/b/c.ts']), 'tsconfig.json': config({ outDir: 'dist' }) }, 'tsc --outDir lib --rootDir src'),
  one('tsc declarations only', { ...all(['src/a.ts']), 'tsconfig.json': config({ outDir: 'dist' }) }, 'tsc --declaration --emitDeclarationOnly && cp -r src lib'),
  one('tsc noEmit', { ...all(['src/a.ts']), 'tsconfig.json': config({ noEmit: true }) }, 'tsc && cp src/a.ts b.ts'),
  one('tsc references', {
    'tsconfig.json': { files: [], references: [{ path: './core' }, { path: './app' }] },
    'core/tsconfig.json': config({ composite: true, outDir: '../dist/core' }),
    'core/src/a.ts': true,
    'app/tsconfig.json': config({ composite: true, outDir: '../dist/app', rootDir: 'src' }, { references: [{ path: '../core' }], include: ['src'] }),
    'app/src/b.ts': ['../../core/src/a.js'],
  }, 'tsc -b'),
  one('tsc twice', { ...all(['src/a.ts', 'src/b/c.ts']), 'tsconfig.json': config({}, { include: ['src'] }) }, 'tsc --outDir dist/esm && tsc --outDir dist/cjs'),
  one('tsc files', ['src/a.ts', 'src/b/c.ts'], 'tsc src/a.ts src/b/c.ts --outDir dist --skipLibCheck --target es2022 --ignoreConfig', { manifest: { devDependencies: { typescript: '^5.9.0' } } }),
  one('tsc hidden and excluded', { ...all(['src/a.ts', 'src/.h.ts', 'src/.d/e.ts', 'dist/old.ts', 'src/x/y.ts']), 'tsconfig.json': config({ outDir: 'dist', rootDir: 'src' }, { exclude: ['src/x', 'dist'] }) }, 'tsc'),
  one('tsc 6 root', { ...all(['src/a.ts', 'src/b/c.ts']), 'tsconfig.json': config({ outDir: 'dist' }, { include: ['src'] }) }, 'node node_modules/ts6/bin/tsc', { manifest: { devDependencies: { typescript: '^6.0.0' } } }),

  one('swc folder', { ...all(['src/a.ts', 'src/b/c.js', 'src/d.mts', 'src/e.cjs', 'src/f.tsx', 'src/data.json']), '.swcrc': '{"jsc":{"parser":{"syntax":"typescript","tsx":true}}}' }, 'swc src -d dist'),
  one('swc stripped', ['src/a.js', 'src/b/c.js', 'src/e.cjs', 'src/g.mjs'], 'swc ./src -d dist --strip-leading-paths'),
  one('swc ignores and copies', ['src/a.js', 'src/b/c.js', 'src/data.json'], 'swc src -d dist --strip-leading-paths --copy-files --ignore "**/c.js"'),
  one('swc extension', ['src/a.js', 'src/b/c.js'], 'swc src --out-dir dist --out-file-extension mjs'),

  one('sucrase typescript', { ...all(['src/a.ts', 'src/b/c.tsx', 'src/d.js', 'src/x/e.ts']) }, 'sucrase src -d dist --transforms typescript,imports --exclude-dirs x'),
  one('sucrase extension', ['src/a.js', 'src/b/c.jsx', 'src/d.mjs'], 'sucrase ./src -d ./dist -t jsx --out-extension mjs'),

  one('esbuild files', ['src/a.ts', 'src/b/c.ts', 'src/b/d.js'], 'esbuild src/a.ts src/b/c.ts --outdir=dist --format=esm'),
  one('esbuild glob', ['src/a.ts', 'src/b/c.ts', 'src/b/d.js'], 'esbuild "src/**/*.ts" --outdir=dist'),
  one('esbuild base', ['src/b/c.ts'], 'esbuild src/b/c.ts --outdir=dist --outbase=src --out-extension:.js=.mjs'),
  one('esbuild bundle', { 'src/index.ts': ['./a.js', './b'], 'src/a.ts': ['./c'], 'src/b/index.ts': true, 'src/c.ts': true, 'src/unused.ts': true }, 'esbuild src/index.ts --bundle --outfile=dist/all.js --format=esm'),
  one('esbuild two bundles', { 'src/one.ts': ['./a'], 'src/x/two.ts': ['../a'], 'src/a.ts': true }, 'esbuild src/one.ts out=src/x/two.ts --bundle --outdir=dist --format=esm'),

  one('cp into a new folder', ['src/a.js', 'src/b/c.js'], 'cp -r src dist'),
  one('cp into a folder', ['src/a.js', 'src/b/c.js', 'dist/x.js'], 'cp -r src dist && cp src/a.js dist && cp src/a.js dist/renamed.js'),
  one('cp contents', ['src/a.js', 'src/b/c.js', 'dist/x.js'], 'cp -R src/. dist/'),
  one('cp glob', ['src/a.js', 'src/b/c.js', 'src/d.mjs', 'dist/x.js'], 'cp src/*.js dist/'),
  one('shx', ['src/a.js', 'src/b/c.js'], 'shx mkdir -p dist && shx cp -r src/* dist/ && shx rm -rf dist/b'),
  one('copyfiles', ['src/a.js', 'src/b/c.js', 'src/b/d.test.js'], 'copyfiles -e "**/*.test.js" "src/**/*.js" dist && copyfiles -u 1 "src/**/*.js" up && copyfiles -f src/b/c.js flat'),
  one('cpy', ['src/a.js', 'src/b/c.js', 'src/b/d.mjs'], 'cpy "src/**/*.js" dist && cpy src/b/c.js one && cpy "**/*.mjs" ../two --cwd=src && cpy "src/**/*.js" flat --flat'),
  one('cpy folder', ['src/a.js', 'src/b/c.js'], 'cpy src dist'),
  one('node copies', ['ui/a.js', 'ui/b/c.json', 'x.js'], `node -e "const fs=require('fs'); fs.cpSync('ui', 'dist/ui', { recursive: true }); fs.copyFileSync('x.js', 'dist/y.js')"`, { manifest: { type: 'commonjs' } }),
  one('moved', ['src/a.js', 'src/b/c.js'], 'babel src -d tmp && mv tmp lib'),
  one('copied from an output', ['src/a.js', 'src/b/c.js'], 'babel src -d dist/esm && cp -r dist/esm dist/copy && rimraf dist/esm/b'),
]

function all(files) {
  return Object.fromEntries(files.map((file) => [file, true]))
}
