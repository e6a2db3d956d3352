// Asks npm which files of small folders it packs, for tests/trace/npm-pack.json: some chosen, the rest by chance (equal on
// every run). `UPDATE=1` records the answers.
import { execSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const recorded = path.join(import.meta.dirname, '../../tests/trace/npm-pack.json')
const FILES = ['index.js', 'README.md', 'LICENSE', '.env', 'notes.txt', 'a.test.js', 'dist/index.js', 'dist/a.js', 'dist/a.js.map',
  'dist/bin/cli.js', 'dist/bin/x/y.js', 'dist/lib/z.js', 'dist/lib/z.test.js', 'dist/.hidden.js', 'src/index.ts', 'src/lib/q.ts',
  'bin/run.js', 'bin/shared/s.js', 'docs/guide.md', 'docs/dist/d.md', 'test/a.js', 'node_modules/x/index.js', 'package-lock.json',
  'dist/node_modules/y/i.js', 'dist/old.orig', 'Dist.js', 'dist/README.md', '.npmrc', 'dist/.DS_Store']
const PATTERNS = ['dist', 'dist/', './dist', '/dist', 'dist/*', 'dist/**', 'dist/**/*', 'dist/*.js', 'dist/!(bin)', 'dist/!(bin)/**', 'dist/bin',
  'dist/bin/cli.js', './dist/index.js', 'index.js', '*.js', '**/*.js', '!**/*.test.js', '!dist/lib', '!dist/bin/**', 'dist/lib/**/*.js',
  '{src,bin}', 'bin/{run,x}.js', 'src/**/*.ts', '**', '*', '!**/*.map', 'bin/shared', 'docs', '.env', 'lib', 'dist/@(lib|bin)', 'dist/?.js',
  'dist/[ab].js', '!dist/a.js', 'test', 'DIST', 'dist/lib/', '!node_modules', 'README.md', 'dist/*/', '.', './']
const LINES = ['dist', '/dist', 'dist/', '*.map', '*.test.js', '!dist/lib', 'src', '**/lib', 'lib/', '/bin', 'bin/*', '!bin/run.js', '# note', '',
  'docs/**', 'test', '.env', 'z.js', '/z.js', '*', '!*.md', '!dist/index.js', 'dist/**', 'dist/*', '!dist', '!/dist/', 'node_modules', '**/*.js',
  '!**/*.js', 'README.md', 'package.json']

const chosen = [
  { manifest: {} },
  { manifest: { files: ['dist'] } },
  { manifest: { files: ['dist/!(bin)'] } },
  { manifest: { files: ['dist', '!dist/lib'] } },
  { manifest: { files: [] } },
  { manifest: { files: ['dist'], main: './index.js', bin: 'bin/run.js' } },
  { manifest: { files: ['lib'], main: 'dist/index.js', bin: { a: './bin/run.js' } } },
  { manifest: { files: ['lib'], bin: ['./bin/run.js', '../src/index.ts'] } },
  { manifest: { files: ['lib'], bin: { a: 'dist\\bin\\cli.js', b: 'dist/lib/../index.js', c: 5 } } },
  { manifest: { files: ['dist'], browser: 'src/index.ts' } },
  { manifest: {}, '.npmignore': 'dist\nsrc\n' },
  { manifest: {}, '.gitignore': 'dist\n' },
  { manifest: {}, '.gitignore': 'dist\n', '.npmignore': 'src\n' },
  { manifest: { files: ['dist'] }, '.npmignore': 'dist/lib\n' },
  { manifest: { files: ['dist'] }, 'dist/.npmignore': '*.map\nlib\n' },
  { manifest: { files: ['dist'] }, 'dist/.gitignore': '*\n' },
  { manifest: { files: ['dist'] }, 'dist/.gitignore': '*\n', 'dist/.npmignore': '' },
  { manifest: { files: ['dist/index.js', 'dist/lib/z.js'] }, 'dist/.gitignore': '*\n' },
  { manifest: {}, 'dist/lib/.npmignore': 'z.js\n' },
  { manifest: { files: ['dist'] }, 'bin/.npmignore': '*\n' },
]

/** Numbers that look like chance. */
function* chance(seed) {
  for (;;) {
    seed = (seed * 1103515245 + 12345) % 2147483648
    yield seed / 2147483648
  }
}

function byChance(count) {
  const next = chance(7)
  const one = (list) => list[Math.floor(next.next().value * list.length)]
  const some = (list, most) => Array.from({ length: 1 + Math.floor(next.next().value * most) }, () => one(list))
  return Array.from({ length: count }, () => {
    const given = { manifest: {} }
    if (next.next().value < 0.65) given.manifest.files = some(PATTERNS, 4)
    if (next.next().value < 0.3) given.manifest.main = one(['index.js', './dist/index.js', 'dist', 'dist/lib'])
    if (next.next().value < 0.2) given.manifest.bin = one(['bin/run.js', './dist/bin/cli.js'])
    for (const file of ['.npmignore', '.gitignore', 'dist/.npmignore', 'dist/.gitignore', 'dist/lib/.npmignore']) {
      if (next.next().value < 0.2) given[file] = `${some(LINES, 4).join('\n')}\n`
    }
    return given
  })
}

function packed({ manifest, ...more }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'packproof-npm-'))
  try {
    const files = { ...Object.fromEntries(FILES.map((file) => [file, ''])), ...more }
    files['package.json'] = JSON.stringify({ name: 'p', version: '1.0.0', ...manifest })
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      fs.writeFileSync(path.join(folder, file), text)
    }
    const said = execSync('npm pack --dry-run --json --ignore-scripts', { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    const answer = JSON.parse(said)
    return (Array.isArray(answer) ? answer[0] : Object.values(answer)[0]).files.map((file) => file.path).sort()
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const before = fs.existsSync(recorded) ? JSON.parse(fs.readFileSync(recorded, 'utf8')) : { cases: [] }
const cases = [...chosen, ...byChance(Number(process.env.COUNT ?? 120))].map((given) => ({ ...given, packed: packed(given) }))
const differing = cases.filter((one, place) => JSON.stringify(one) !== JSON.stringify(before.cases[place]))
if (process.env.UPDATE) {
  const rows = cases.map((one) => `  ${JSON.stringify(one)}`).join(',\n')
  fs.writeFileSync(recorded, `{ "files": ${JSON.stringify(FILES)},\n "cases": [\n${rows}\n] }\n`)
}
console.log(`${cases.length} folders, ${differing.length} differ from what is recorded`)
process.exitCode = differing.length > 0 && !process.env.UPDATE ? 1 : 0
