// Extracts archives with npm's own code and opens them with packproof: the trees are equal, or neither opens.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mutant, oddArchives } from './archives.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const MUTANTS = Number(process.env.MUTANTS ?? 300)
const SEED = Number(process.env.SEED ?? 1)
const maxBuffer = 1 << 30

const npmTrees = (archives) => execFileSync(process.execPath, [here('npm-extract.mjs'), ...archives], { encoding: 'utf8', maxBuffer, stdio: ['ignore', 'pipe', 'ignore'] })
const ourTrees = (archives) => execFileSync('cargo', ['run', '--quiet', '--example', 'ls', '--', ...archives], { cwd: here('../..'), encoding: 'utf8', maxBuffer })

const answers = (ask, archives) => {
  const batches = Array.from({ length: Math.ceil(archives.length / 400) }, (_, i) => archives.slice(400 * i, 400 * (i + 1)))
  return batches.flatMap((batch) => ask(batch).trim().split('\n').map(JSON.parse))
}
const tree = ({ files, error }) =>
  error ? 'refused' : files.map(({ path, mode, sha1 }) => `${path} ${mode} ${sha1}`).sort()

const cases = [
  ...oddArchives(),
  ...Array.from({ length: MUTANTS }, (_, i) => [`mutant ${SEED + i}`, mutant(SEED + i)]),
]
let folder, npm, ours

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'archives-'))
  const archives = cases.map(([, bytes], i) => {
    const path = join(folder, `${i}.tgz`)
    writeFileSync(path, bytes)
    return path
  })
  npm = answers(npmTrees, archives)
  ours = answers(ourTrees, archives)
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every archive opens as npm installs it', () => {
  const differing = cases.flatMap(([name], i) => {
    const [expected, actual] = [tree(npm[i]), tree(ours[i])]
    return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [{ name, expected, actual, npm: npm[i].error, packproof: ours[i].error }]
  })
  expect(npm).toHaveLength(cases.length)
  expect(ours).toHaveLength(cases.length)
  expect(differing).toEqual([])
})

test('most archives do open', () => {
  const opened = npm.filter(({ error, files }) => !error && files.length > 1)
  expect(opened.length / cases.length).toBeGreaterThan(0.7)
})
