// Asks the real build tools which files they write from which source, for tests/trace/tools.json.
//
// Each source contains its own path, so that an output shows its sources. `node ask-tools.mjs` compares with the
// recorded answers; `UPDATE=1` records them; `CASE=name` takes the cases whose names begin with it. Run
// `npm install` in this folder first.
import { execSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { cases } from './tool-cases.mjs'

const here = import.meta.dirname
const recorded = path.join(here, '../../tests/trace/tools.json')
const tools = process.env.TOOLS ?? path.join(here, 'node_modules')

/** The text of a source that says where it stands. */
function text(file) {
  const name = file.replace(/[^a-z0-9]/gi, '_')
  return file.endsWith('.json') ? JSON.stringify({ at: `@${file}` }) : `export const ${name} = "@${file}"\n`
}

function project({ files, scripts, manifest = {} }) {
  const all = Array.isArray(files) ? Object.fromEntries(files.map((file) => [file, text(file)])) : { ...files }
  for (const [file, given] of Object.entries(all)) {
    if (given === true) all[file] = text(file)
    else if (Array.isArray(given)) all[file] = given.map((from) => `export * from "${from}"\n`).join('') + text(file)
    else if (typeof given === 'object') all[file] = JSON.stringify(given, null, 2)
  }
  const own = { name: 'p', version: '1.0.0', type: 'module', scripts, ...manifest }
  all['package.json'] = JSON.stringify(own, null, 2)
  return all
}

function build(files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'packproof-tools-'))
  try {
    for (const [file, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      fs.writeFileSync(path.join(folder, file), content)
    }
    fs.symlinkSync(tools, path.join(folder, 'node_modules'))
    execSync('npm run build', { cwd: folder, stdio: process.env.VERBOSE ? 'inherit' : 'pipe' })
    return written(folder, files)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Each output with the sources that it is made of. */
function written(folder, before) {
  const found = {}
  const all = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  const own = all.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
  for (const entry of own) {
    const file = path.relative(folder, path.join(entry.parentPath, entry.name))
    const content = fs.readFileSync(path.join(folder, file), 'utf8')
    if (before[file] === content || !/\.(js|mjs|cjs|jsx|json|ts)$/.test(file) || /\.d\.[mc]?ts$/.test(file)) continue
    const sources = [...new Set([...content.matchAll(/@([\w./-]+)/g)].map(([, source]) => source))].sort()
    if (sources.length > 0) found[file] = sources
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const before = fs.existsSync(recorded) ? JSON.parse(fs.readFileSync(recorded, 'utf8')) : []
const answers = []
let differing = 0
for (const one of cases) {
  const known = before.find(({ name }) => name === one.name)
  if (process.env.CASE && !one.name.startsWith(process.env.CASE)) {
    if (known) answers.push(known)
    continue
  }
  const files = project(one)
  let wrote
  try {
    wrote = build(files)
  } catch (error) {
    console.log(`${one.name}: ${error.stderr || error.stdout || error}`)
    continue
  }
  answers.push({ name: one.name, files, wrote })
  if (JSON.stringify(known?.wrote) !== JSON.stringify(wrote)) {
    differing++
    console.log(one.name, JSON.stringify(wrote, null, 1))
  }
}
if (process.env.UPDATE) {
  fs.mkdirSync(path.dirname(recorded), { recursive: true })
  fs.writeFileSync(recorded, `${JSON.stringify(answers, null, 1)}\n`)
}
console.log(`${answers.length} builds, ${differing} differ from what is recorded`)
process.exitCode = differing > 0 && !process.env.UPDATE ? 1 : 0
