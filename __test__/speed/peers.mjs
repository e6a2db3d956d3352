// Measures packproof beside publint and Are The Types Wrong on the same packed bytes: in one process, and as commands; CPU,
// wall time and peak memory; and beside the limit, which is inflating the package once and parsing each module once. Writes
// docs/benchmarks.md. `npm run bench:peers`, after `npm install` in the project. RUNS=9 for more runs,
// PACKAGES=rxjs@7.8.2,… for other packages, LIMIT=600 for the seconds that one answer may take.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const runs = Number(process.env.RUNS ?? 5)
const seconds = Number(process.env.LIMIT ?? 120)
const six = '@tamyla/clodo-framework@4.0.12,lodash-es@4.17.21,typescript@5.9.3,rxjs@7.8.2,date-fns@4.1.0,@mui/icons-material@7.3.4'
const packages = (process.env.PACKAGES ?? six).split(',')
const tools = ['packproof', 'publint', 'attw']
const commands = {
  packproof: [here('../../target/release/packproof'), 'check'],
  'packproof (npm)': [process.execPath, here('../../bin/packproof.js'), 'check'],
  publint: [process.execPath, here('node_modules/publint/src/cli.js')],
  attw: [process.execPath, here('node_modules/@arethetypeswrong/cli/dist/index.js')],
}

execFileSync('cargo', ['build', '--release', '--bin', 'packproof'], { cwd: here('../..'), stdio: 'inherit' })
const limits = new Map(limitsOf(packages.map(tarball)).map((limit) => [limit.file, limit]))
const loadBefore = loadavg()[0]
const rows = packages.map(measure)
const page = document(rows)
writeFileSync(here('../../docs/benchmarks.md'), page)
console.log(page)

function measure(spec) {
  const file = tarball(spec)
  const inside = Object.fromEntries(tools.map((tool) => [tool, inProcess(tool, file)]))
  const outside = Object.fromEntries(Object.entries(commands).map(([tool, command]) => [tool, asCommand(tool, command, file)]))
  return { spec, limit: limits.get(file), inside, outside }
}

/** One tool in a process of its own: the answer is asked for several times, or once where it takes long. */
function inProcess(tool, file) {
  const { status, stdout } = spawnSync(process.execPath, [here('one.mjs'), tool, file, String(runs)], { encoding: 'utf8', timeout: seconds * 1000 })
  return status === 0 ? JSON.parse(stdout) : undefined
}

/** A command from its start to its exit, as GNU time sees it: the least of several runs. */
function asCommand(tool, [program, ...args], file) {
  let least
  for (let run = 0; run < (tool === 'attw' ? 1 : runs); run++) {
    const timed = ['-f', '%U %S %e %M', 'timeout', String(seconds), program, ...args, file]
    const { status, stderr } = spawnSync('/usr/bin/time', timed, { encoding: 'utf8', maxBuffer: 1 << 30 })
    if (status > 2) return undefined
    const [user, system, wall, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
    const cost = { cpu: (user + system) * 1e3, wall: wall * 1e3, memory: kilobytes / 1024 }
    if (!least || cost.cpu < least.cpu) least = cost
  }
  return least
}

function limitsOf(files) {
  const lines = execFileSync('cargo', ['bench', '--quiet', '--bench', 'measure', '--', 'limit', ...files], { cwd: here('../..'), encoding: 'utf8' })
  return lines.trim().split('\n').map((line) => JSON.parse(line))
}

function tarball(spec) {
  const folder = join(here('../../.cache/bench/'), spec.replace(/[^\w.-]/g, '_'))
  mkdirSync(folder, { recursive: true })
  const packed = () => readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (!packed()) execFileSync('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', folder], { stdio: 'ignore' })
  return join(folder, packed())
}

function document(rows) {
  const version = (name) => JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), 'utf8')).version
  const size = (file) => `${(statSync(here(file)).size / 1e6).toFixed(1)} MB`
  const addon = readdirSync(here('../..')).find((file) => file.endsWith('.node'))
  const text = readFileSync(here('benchmarks.md'), 'utf8')
  const values = {
    machine: `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`,
    versions: `publint ${version('publint')}, Are The Types Wrong ${version('@arethetypeswrong/core')}`,
    load: `${loadBefore.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after`,
    runs, seconds,
    sizes: `The program is ${size('../../target/release/packproof')}, the addon ${addon ? size(`../../${addon}`) : 'not built'}.`,
    limit: limitTable(rows), inside: insideTable(rows), outside: outsideTable(rows),
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

function ms(value) {
  return value === undefined ? '–' : value < 10 ? value.toFixed(1) : String(Math.round(value))
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function limitTable(rows) {
  const head = ['package', 'modules', 'inflate', 'parse', 'limit', 'open', 'check', 'CPU ÷ limit', 'check, wall', 'wall ÷ limit']
  return table(head, rows.map(({ spec, limit }) => {
    const least = limit.inflate + limit.parse
    const [cpu, wall] = [limit.check, limit.checkWall].map((time) => (time / least).toFixed(2))
    return [spec, limit.modules, ...[limit.inflate, limit.parse, least, limit.open, limit.check].map(ms), cpu, ms(limit.checkWall), wall]
  }))
}

function insideTable(rows) {
  const cell = (cost, own) => (cost ? `${ms(cost.cpu)} / ${ms(cost.wall)} / ${Math.round(cost.memory)}${own ? ` (${(cost.cpu / own.cpu).toFixed(1)} ×)` : ''}` : `over ${seconds} s`)
  return table(['package', 'packproof', 'publint', 'Are The Types Wrong'], rows.map(({ spec, inside }) =>
    [spec, cell(inside.packproof), cell(inside.publint, inside.packproof), cell(inside.attw, inside.packproof)]))
}

function outsideTable(rows) {
  const cell = (cost) => (cost ? `${ms(cost.cpu)} / ${ms(cost.wall)} / ${Math.round(cost.memory)}` : `over ${seconds} s, or failed`)
  return table(['package', 'packproof', 'packproof by npm', 'publint', 'attw'], rows.map(({ spec, outside }) => [spec, ...Object.values(outside).map(cell)]))
}
