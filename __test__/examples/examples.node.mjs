// Runs each folder of `examples` as its user runs it: healthy, and with a module that is not packed.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders = mkdtempSync(join(tmpdir(), 'examples-'))

/** A registry that knows no package: `npm publish --dry-run` asks it what is published already. */
const registry = createServer((_, response) => response.writeHead(404).end('{}'))
before(() => once(registry.listen(0), 'listening'))
after(() => {
  registry.close()
  rmSync(folders, { recursive: true })
})

/** A copy of the example, packproof installed. */
function copy(name) {
  const directory = join(mkdtempSync(join(folders, `${name}-`)), name)
  cpSync(join(root, 'examples', name), directory, { recursive: true })
  const modules = join(directory, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(root, join(modules, 'packproof'))
  symlinkSync('../packproof/bin/packproof.js', join(modules, '.bin/packproof'))
  for (const runner of ['jest', 'vitest']) {
    symlinkSync(join(root, 'node_modules', runner), join(modules, runner))
    symlinkSync(join(root, 'node_modules/.bin', runner), join(modules, '.bin', runner))
  }
  return directory
}

async function run(directory, command) {
  // As in a shell, however quiet the npm is that runs these tests.
  const env = { ...process.env, npm_config_loglevel: 'notice', npm_config_registry: `http://127.0.0.1:${registry.address().port}` }
  delete env.NODE_TEST_CONTEXT
  const child = spawn(command, { cwd: directory, env, shell: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  return { status, said }
}

/** It succeeds; without its shared module it does not, and says which file is missing. */
async function holds(name, command, shared) {
  const directory = copy(name)
  const healthy = await run(directory, command)
  assert.equal(healthy.status, 0, healthy.said)
  rmSync(join(directory, shared))
  const broken = await run(directory, command)
  assert.equal(broken.status, 1, broken.said)
  assert.match(broken.said, /shared\/log\.js/)
  return { healthy: healthy.said, broken: broken.said }
}

for (const name of ['node-test', 'jest', 'vitest', 'global-setup-jest', 'global-setup-vitest']) {
  test(name, () => holds(name, 'npm test', 'lib/shared/log.js'))
}

test('prepublish-only', async () => {
  const { healthy, broken } = await holds('prepublish-only', 'npm publish --dry-run', 'src/shared/log.js')
  assert.match(healthy, /✓ All 2 entry points can be imported[^]*\+ orchestra-with-a-gate@1\.0\.0/)
  assert.doesNotMatch(broken, /\+ orchestra-with-a-gate/)
  // Why it was stopped is on one screen.
  const from = broken.indexOf('packproof: packing')
  assert(broken.slice(from).trim().split('\n').length <= 24, broken)
})

test('prepublish-only does not stand in the way of npm pack', async () => {
  const { status, said } = await run(copy('prepublish-only'), 'npm run build && npm pack')
  assert.equal(status, 0, said)
})

test('github-actions', async () => {
  const workflow = readFileSync(join(root, 'examples/github-actions/.github/workflows/package.yml'), 'utf8')
  const steps = [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, step]) => step)
  // Installing is done: there is no registry here.
  assert.equal(steps.shift(), 'npm ci')
  assert.notEqual(steps.length, 0)
  await holds('github-actions', steps.join(' && '), 'lib/shared/log.js')
})
