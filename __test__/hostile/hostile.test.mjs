// Checks hostile packages, each in a process of its own with 1 GiB of address space. Each ends with a report or a typed error.

import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostilePackages } from './packages.mjs'

// Small enough for a build without optimisation; `run.mjs` asks the real program with more.
const N = Number(process.env.HOSTILE ?? 20)
const root = fileURLToPath(new URL('../..', import.meta.url))
const AT_ONCE = 4
let bin, folder

beforeAll(() => {
  const out = execFileSync('cargo', ['build', '--quiet', '--bin', 'packproof', '--message-format=json'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30 })
  bin = process.env.PACKPROOF_BIN ?? out.trim().split('\n').map((line) => JSON.parse(line)).find(({ executable }) => executable)?.executable
  folder = mkdtempSync(join(tmpdir(), 'hostile-'))
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GIB = 1048576

const check = (archive, flags, kibibytes = GIB) =>
  new Promise((done) => {
    const script = `ulimit -v ${kibibytes}; exec "$0" check --json "$@"`
    const options = { encoding: 'utf8', maxBuffer: 1 << 30 }
    execFile('bash', ['-c', script, bin, archive, ...flags], options, (error, stdout, stderr) => done({ status: error ? error.code : 0, stdout, stderr }))
  })

/** The answer, where it is one: a report that agrees with the exit status, or an error. */
function answer({ status, stdout, stderr }) {
  try {
    const report = JSON.parse(stdout)
    if (report.error) return { isFine: status === 2 && /^ERR_PACKPROOF_(?!INTERNAL)/.test(report.error.code), says: report.error.code }
    const isJudged = !report.findings.some(({ rule }) => rule === 'limit-reached')
    return { isFine: status === (report.ok ? 0 : 1) && (isJudged || !report.ok), says: report.ok ? 'ok' : 'wrong' }
  } catch {
    return { isFine: false, says: `status ${status}: ${stderr.slice(0, 300)}` }
  }
}

async function ask(rows, flags = []) {
  const answers = {}
  const rest = rows.entries()
  const worker = async () => {
    for (const [i, [name, make]] of rest) {
      const archive = join(folder, `${i}.tgz`)
      writeFileSync(archive, make())
      answers[name] = answer(await check(archive, flags))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return answers
}

test('each ends with a report or a typed error', async () => {
  const rows = Object.entries(hostilePackages(N))
  const answers = await ask(rows)
  expect(Object.keys(answers)).toHaveLength(rows.length)
  expect(Object.entries(answers).filter(([, { isFine }]) => !isFine)).toEqual([])
}, 600_000)

test('opening takes no more memory than the limits say', async () => {
  const kept = 32 << 20
  const most = 2 * kept + (256 << 20) // And the packed bytes, which are next to nothing here.
  for (const name of ['a bomb as one file', 'a bomb of zeros behind the end', 'a size of 8 GiB', 'large extension headers']) {
    const archive = join(folder, 'bomb.tgz')
    writeFileSync(archive, hostilePackages(2500)[name]())
    const { isFine, says } = answer(await check(archive, ['--limit-kept-bytes', String(kept)], most / 1024))
    expect([name, says, isFine]).toEqual([name, expect.stringMatching(/^ERR_PACKPROOF_(LIMIT|TRUNCATED)$|^ok$/), true])
  }
}, 600_000)

test('a limit that is reached is never ok', async () => {
  const packages = hostilePackages(N)
  const cases = [
    ['many entries', 'entries', 10], ['a chain of stars', 'modules', 3], ['a chain of stars', 'link-steps', 3], ['many names', 'names', 3], ['many doors to a chain', 'expansions', 3],
    ['a large file', 'javascript-bytes', 10], ['JSON, conditions', 'json-depth', 10], ['JSON, many keys', 'json-bytes', 10], ['many gzip members', 'gzip-members', 3], ['a bomb as one file', 'file-bytes', 10],
    ['many requests that fail', 'findings', 3], ['folders, deep', 'directories', 3], ['large extension headers', 'extension-bytes', 10], ['a bomb as one file', 'kept-bytes', 10], ['a bomb as one file', 'packed-bytes', 10],
  ]
  for (const [name, limit, value] of cases) {
    const { [name]: found } = await ask([[name, packages[name]]], [`--limit-${limit}`, String(value)])
    expect([name, limit, found.says === 'ERR_PACKPROOF_LIMIT' ? 'wrong' : found.says, found.isFine]).toEqual([name, limit, 'wrong', true])
  }
}, 600_000)
