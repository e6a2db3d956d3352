// Compares packproof with real Node where the dependencies are installed: `node compare.mjs FOLDER TARBALLS [NAME…]`. FOLDER is a
// project whose package.json depends on the packages to ask about, installed by npm or pnpm; TARBALLS is a folder for what
// `npm pack` fetches of them. It prints every false alarm and every wrong name, and exits with 1 if there is one.
// It runs package code. PACKPROOF_BIN and NODE name other programs.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder, tarballs, ...only] = process.argv.slice(2)
const bin = process.env.PACKPROOF_BIN ?? fileURLToPath(new URL('../../target/release/packproof', import.meta.url))
const node = process.env.NODE ?? process.execPath
const asking = fileURLToPath(new URL('ask.cjs', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const version = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim()
const count = { packages: 0, asked: 0, ok: 0, broken: 0, inside: 0, alarms: 0, names: 0, complete: 0, wrongNames: 0, missed: 0 }

mkdirSync(tarballs, { recursive: true })
const consumer = join(folder, 'packproof-consumer.mjs')
writeFileSync(consumer, 'export default (specifier) => import(specifier)\n')
for (const name of Object.keys(dependencies).filter((name) => only.length === 0 || only.includes(name))) compare(name)
rmSync(consumer)
console.log(`Node ${version}, ${bin}`)
console.log(JSON.stringify(count))
process.exitCode = count.alarms + count.wrongNames > 0 ? 1 : 0

function compare(name) {
  const manifest = join(folder, 'node_modules', name, 'package.json')
  if (!existsSync(manifest)) return console.error(`${name} is not installed`)
  const report = check(name, JSON.parse(readFileSync(manifest, 'utf8')).version)
  if (!report) return
  count.packages++
  const entries = report.entryPoints.filter(({ kind }) => kind !== 'bin').slice(0, 60)
  for (const mode of ['import', 'require']) {
    const outcomes = new Map()
    for (const { specifier, outcomes: all } of entries) {
      const outcome = all.find(({ modes }) => modes.includes(mode))
      if (outcome) outcomes.set(specifier, outcome)
    }
    for (const answer of ask(mode, [...outcomes.keys()])) judge(answer, mode, outcomes.get(answer.specifier))
  }
}

function check(name, version) {
  const tarball = join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  if (!existsSync(tarball)) spawnSync('npm', ['pack', '--silent', '--pack-destination', tarballs, `${name}@${version}`])
  const asked = ['check', tarball, '--json', '--node', process.env.AS ?? nodeOf(), '--deps', `installed=${folder}`]
  const { stdout, stderr } = spawnSync(bin, asked, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000 })
  try {
    return JSON.parse(stdout)
  } catch {
    console.error(`${name}: no report: ${stderr.slice(0, 300)}`)
  }
}

function nodeOf() {
  return version
}

function ask(mode, specifiers) {
  if (specifiers.length === 0) return []
  const job = JSON.stringify({ mode, specifiers })
  const options = { cwd: folder, encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'ignore', 'ignore', 'pipe'], maxBuffer: 1 << 28 }
  const { output } = spawnSync(node, [asking, job], options)
  return String(output?.[3] ?? '').split('\n').filter(Boolean).map((line) => JSON.parse(line))
}

function judge(answer, mode, { status, errors, exports, exportsComplete }) {
  count.asked++
  const loads = answer.names !== undefined
  if (status === 'broken') {
    count.broken++
    if (errors.some((error) => error.package)) count.inside++
  }
  if (loads && status === 'ok') count.ok++
  if (loads && status === 'broken') {
    count.alarms++
    console.log(`FALSE ALARM ${mode} ${answer.specifier}: ${errors.map(({ code, message, at }) => `${code} ${message} at ${at?.file}:${at?.line}`).join('; ')}`)
  }
  if (!loads && status === 'ok') {
    count.missed++
    if (process.env.VERBOSE) console.log(`not foreseen: ${mode} ${answer.specifier}: ${answer.code} ${answer.message.split('\n')[0]}`)
  }
  if (!loads || mode !== 'import' || status !== 'ok') return
  count.names++
  if (!exportsComplete) return
  count.complete++
  const missing = answer.names.filter((name) => !exports.includes(name))
  const extra = exports.filter((name) => !answer.names.includes(name))
  if (missing.length + extra.length === 0) return
  count.wrongNames++
  console.log(`WRONG NAMES ${answer.specifier}: Node alone has ${missing.slice(0, 5)}; packproof alone has ${extra.slice(0, 5)}`)
}
