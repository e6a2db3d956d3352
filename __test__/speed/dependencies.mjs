// Measures `packproof check --deps installed` beside `node --input-type=module -e "import 'PACKAGE'"`, each as a command, in turn: the CPU time
// from start to exit, the least of several runs. Prints a table. `node __test__/speed/dependencies.mjs`; RUNS=9 for more runs,
// PACKAGES=express@5.1.0,… for other packages, PACKPROOF for another program, by its arguments.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const runs = Number(process.env.RUNS ?? 5)
const ten = 'express@5.3.0,fastify@5.12.8,koa@3.2.1,axios@1.21.1,got@14.6.6,cheerio@1.2.0,@babel/core@7.29.13,yargs@18.2.0,winston@3.19.0,superagent@10.4.2'
const program = (process.env.PACKPROOF ?? here('../../target/release/packproof')).split(' ')

const rows = (process.env.PACKAGES ?? ten).split(',').map(measure)
console.log('| package | entry points | modules of others | `check` | Node imports it | ratio |\n|---|---|---|---|---|---|')
for (const row of rows) console.log(`| ${row.join(' | ')} |`)

function measure(spec) {
  const [folder, tarball] = room(spec)
  const name = spec.slice(0, spec.lastIndexOf('@'))
  const check = [...program, 'check', tarball, '--json', '--node', process.versions.node, '--deps', `installed=${folder}`]
  const node = [process.execPath, '--input-type=module', '-e', `import ${JSON.stringify(name)}`]
  const least = [Infinity, Infinity]
  for (let run = 0; run < runs; run++) {
    ;[check, node].forEach((command, at) => (least[at] = Math.min(least[at], cpu(command, folder))))
  }
  const report = JSON.parse(spawnSync(check[0], check.slice(1), { encoding: 'utf8', maxBuffer: 1 << 30 }).stdout)
  return [spec, report.summary.entryPoints, opened(check), ...least.map((ms) => `${Math.round(ms)} ms`), (least[0] / least[1]).toFixed(2)]
}

/** CPU time of a command, as GNU time sees it. */
function cpu([command, ...args], cwd) {
  const { stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S', command, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 30 })
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return (user + system) * 1e3
}

/** The files of other packages that a check opens, as the system sees it. */
function opened([command, ...args]) {
  const { stderr } = spawnSync('strace', ['-f', '-qq', '-e', 'trace=openat', command, ...args], { encoding: 'utf8', maxBuffer: 1 << 30 })
  if (!stderr) return '–'
  return new Set([...stderr.matchAll(/"([^"]*\/node_modules\/[^"]*\.[cm]?js)", [^)]*\) = \d/g)].map(([, file]) => file).filter((file) => file.includes('/bench-dependencies/'))).size
}

/** The package with its dependencies installed, and its tarball. */
function room(spec) {
  const folder = join(here('../../.cache/bench-dependencies/'), spec.replace(/[^\w.-]/g, '_'))
  const packed = () => readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true })
    execFileSync('npm', ['pack', spec, '--ignore-scripts', '--silent'], { cwd: folder, stdio: 'ignore' })
    const at = spec.lastIndexOf('@')
    const dependencies = { [spec.slice(0, at)]: spec.slice(at + 1) }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'ignore' })
  }
  return [folder, join(folder, packed())]
}
