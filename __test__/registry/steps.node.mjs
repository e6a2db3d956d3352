// The GitHub Action, the pre-commit hook and the GitLab component, each by running its commands on a sound and a broken project.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse, parseAllDocuments } from 'yaml'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path) => readFileSync(join(root, path), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'steps-'))
after(() => rmSync(folder, { recursive: true }))

/** npx, as it starts this packproof; it writes down which one was asked for. */
const bin = join(folder, 'bin')
mkdirSync(bin)
writeFileSync(join(bin, 'npx'), `#!/bin/sh\necho "$@" >> "${folder}/asked"\nshift 2\nexec "${process.execPath}" "${root}bin/packproof.js" "$@"\n`)
writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "gh $@" >> "${folder}/asked"\n`)
for (const name of ['npx', 'gh']) chmodSync(join(bin, name), 0o755)

function project(name, source) {
  const directory = join(folder, name)
  mkdirSync(directory)
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, version: '1.0.0', license: 'MIT', main: './index.js', type: 'commonjs' }))
  writeFileSync(join(directory, 'index.js'), source)
  return directory
}
const sound = project('sound', "'use strict'\n")
const broken = project('broken', "require('./lost.js')\n")

function shell(script, cwd, env = {}) {
  const all = { ...process.env, PATH: bin + delimiter + dirname(process.execPath) + delimiter + process.env.PATH, ...env }
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env: all, encoding: 'utf8' })
}

/** Runs the steps of action.yml as a runner does. */
function act(cwd, given) {
  const { inputs, runs } = parse(read('action.yml'))
  const values = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, given[name] ?? input.default]))
  const github = { token: 'a token', event_name: 'pull_request', event: { number: 7 }, repository: 'us/packages' }
  const steps = {}
  const fill = (text) =>
    text.replace(/\$\{\{(.*?)\}\}/g, (_, expression) => new Function('inputs', 'github', 'steps', `return ${expression}`)(values, github, steps))
  let last
  for (const step of runs.steps) {
    if (step.if && !new Function('inputs', 'github', `return ${step.if}`)(values, github)) continue
    const output = join(folder, 'output')
    writeFileSync(output, '')
    const env = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, fill(text)]))
    const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), RUNNER_TEMP: folder, GITHUB_ACTIONS: 'true' }
    last = shell(step.run, cwd, { ...env, ...files })
    if (step.id) steps[step.id] = { outputs: Object.fromEntries(readFileSync(output, 'utf8').trim().split('\n').map((line) => line.split('='))), ...last }
    if (last.status !== 0) break
  }
  return { ...last, said: steps.check.stdout, asked: readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n') }
}

test('the action passes a sound package', () => {
  const { status, said, stderr } = act(sound, {})
  assert.equal(status, 0, said + stderr)
  assert.match(readFileSync(join(folder, 'summary.md'), 'utf8'), /sound/)
})

test('the action fails a broken package with annotations, SARIF and a comment', () => {
  const { status, said, asked, stderr } = act(broken, { version: '1.2.3', node: '20,22', strict: 'true', sarif: 'out.sarif', comment: 'true' })
  assert.equal(status, 1, stderr)
  assert.match(said, /^::error .*lost\.js/m)
  assert.match(asked.at(-2), /^--yes packproof@1\.2\.3 check \. .*--node 20,22 --strict/)
  assert.match(asked.at(-1), /^gh pr comment 7 --body-file .*packproof\.md --edit-last --create-if-none$/)
  assert.match(readFileSync(join(folder, 'packproof.md'), 'utf8'), /lost/)
  assert.equal(JSON.parse(readFileSync(join(broken, 'out.sarif'), 'utf8')).version, '2.1.0')
})

test('the action says when it could not check', () => {
  assert.equal(act(sound, { target: 'nowhere.tgz' }).status, 2)
})

test('the pre-commit hook runs in the repository', () => {
  const [{ entry, pass_filenames, files }] = parse(read('.pre-commit-hooks.yaml'))
  assert.equal(pass_filenames, false)
  assert(new RegExp(files).test('package.json') && new RegExp(files).test('src/a.mts') && !new RegExp(files).test('README.md'))
  assert.equal(shell(entry, sound).status, 0)
  assert.equal(shell(entry, broken).status, 1)
})

test('the component for GitLab', () => {
  const [spec, job] = parseAllDocuments(read('templates/packproof.yml')).map((document) => document.toJS())
  const { inputs } = spec.spec
  const run = (cwd, given) => {
    const fill = (text) => text.replace(/\$\[\[ inputs\.(\w+) \]\]/g, (_, name) => String(given[name] ?? inputs[name].default))
    const variables = Object.fromEntries(Object.entries(job.packproof.variables).map(([name, text]) => [name, fill(text)]))
    return shell(job.packproof.script.map(fill).join('\n'), cwd, variables)
  }
  const good = run(sound, { build: 'true' })
  assert.equal(good.status, 0, good.stdout + good.stderr)
  assert(existsSync(join(sound, job.packproof.artifacts.reports.junit)))
  assert.equal(run(broken, { build: 'true', strict: true, node: '20,22' }).status, 1)
})
