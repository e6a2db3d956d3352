// Runs the `run:` steps of the Linux jobs of a workflow as they stand, in a fresh clone:
//
//   node release/run-steps.mjs .github/workflows/release.yml [JOB] [MATRIX-VALUE]
//
// `actions/checkout` is the clone; artifacts are folders. It prints what it does not run, and why: what publishes, what needs
// another machine or a container, and actions of others.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { parse } = createRequire(join(root, '__test__/registry/package.json'))('yaml')
const [file, onlyJob, onlyMatrix] = process.argv.slice(2)
const workflow = parse(readFileSync(file, 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'steps-'))
const artifacts = join(folder, 'artifacts')
mkdirSync(artifacts)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const failed = []

const say = (words) => console.log(words)

for (const [name, job] of Object.entries(workflow.jobs)) {
  if (onlyJob && name !== onlyJob) continue
  for (const matrix of matricesOf(job.strategy?.matrix)) {
    const title = `${name} ${Object.values(matrix).join(' ')}`.trim()
    if (onlyMatrix && !Object.values(matrix).map(String).includes(onlyMatrix)) continue
    const runner = fill(job['runs-on'], { matrix })
    const reason = whyNot(runner, fill(job.container, { matrix }))
    if (reason) say(`- ${title}: not run: ${reason}`)
    else runJob(title, job, { matrix, runner: { os: 'Linux' }, github: { ref_name: `v${version}`, token: '' }, secrets: {} })
  }
}
rmSync(folder, { recursive: true, force: true })
if (failed.length > 0) {
  say(`failed: ${failed.join('; ')}`)
  process.exitCode = 1
}

function matricesOf({ include = [], ...axes } = {}) {
  let all = [{}]
  for (const [key, values] of Object.entries(axes)) all = all.flatMap((one) => values.map((value) => ({ ...one, [key]: value })))
  return Object.keys(axes).length > 0 ? all : include.length > 0 ? include : all
}

function whyNot(runner, container) {
  if (!runner.startsWith('ubuntu')) return `it needs ${runner}`
  if (runner.includes('arm') !== (arch() === 'arm64')) return `it needs ${runner}`
  if (container) return `it needs a container of ${container}`
  return process.platform === 'linux' ? undefined : 'this is not Linux'
}

function runJob(title, job, context) {
  const clone = join(folder, title.replace(/\W+/g, '-'))
  spawnSync('git', ['clone', '--quiet', root, clone], { stdio: 'inherit' })
  for (const step of job.steps) {
    const what = `${title}: ${step.name ?? step.uses}`
    if (step.if !== undefined && !truth(step.if, context)) say(`- ${what}: not run: if ${step.if}`)
    else if (step.uses) useAction(what, step, clone, context)
    else if (/^Publish/.test(step.name)) say(`- ${what}: not run: it publishes`)
    else if (!runStep(what, step, clone, { ...workflow.env, ...job.env }, context)) return
  }
}

/** GitHub's runner starts bash in this way, too. */
function runStep(what, step, cwd, env, context) {
  const given = Object.entries({ ...env, ...step.env }).map(([key, value]) => [key, fill(String(value), context)])
  const began = Date.now()
  const all = { ...process.env, ...Object.fromEntries(given), CI: 'true', GITHUB_REF_NAME: context.github.ref_name }
  const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', fill(step.run, context)]
  const { status, stdout, stderr } = spawnSync('bash', words, { cwd, env: all, encoding: 'utf8', maxBuffer: 1 << 28 })
  say(`${status === 0 ? '✓' : '✗'} ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  if (status === 0) return true
  say(`${stdout}${stderr}`.split('\n').slice(-60).join('\n'))
  failed.push(what)
  return false
}

function useAction(what, { uses, with: given = {} }, cwd, context) {
  const option = (name) => fill(String(given[name] ?? ''), context)
  if (uses.startsWith('actions/checkout@')) return
  if (uses.startsWith('actions/upload-artifact@')) {
    const to = join(artifacts, option('name'))
    mkdirSync(to, { recursive: true })
    const list = spawnSync('bash', ['-c', `shopt -s nullglob; printf '%s\\n' ${option('path').trim().split(/\s+/).join(' ')}`], { cwd, encoding: 'utf8' })
    for (const path of list.stdout.trim().split('\n')) {
      const isFolder = existsSync(join(cwd, path)) && !path.includes('.')
      cpSync(join(cwd, path), isFolder ? to : join(to, path), { recursive: true })
    }
  } else if (uses.startsWith('actions/download-artifact@')) {
    const to = join(cwd, option('path') || '.')
    mkdirSync(to, { recursive: true })
    const wanted = (name) => name === option('name') || (given.pattern && name.startsWith(option('pattern').replace('*', '')))
    const found = readdirSync(artifacts).filter(wanted)
    for (const name of found) cpSync(join(artifacts, name), to, { recursive: true })
    if (found.length === 0) say(`- ${what}: nothing was uploaded`)
  } else say(`- ${what}: not run: an action of GitHub's; this machine's own tools are used`)
}

function fill(text, context) {
  return text?.replace(/\$\{\{(.*?)\}\}/g, (_, expression) => value(expression, context) ?? '')
}

function truth(expression, context) {
  return Boolean(value(expression.replace(/^\$\{\{|\}\}$/g, ''), context))
}

/** The expressions that our workflows have mean the same in JavaScript. */
function value(expression, context) {
  const names = Object.keys(context)
  return new Function(...names, `return ${expression}`)(...names.map((name) => context[name]))
}
