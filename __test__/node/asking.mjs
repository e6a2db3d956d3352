// Asks a child Node a list of questions. If the child dies or hangs, its question is marked, and the rest goes on in a new child.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * `worker` is a file beside this one; `job` is `{ root, package, questions, … }`, where a question may have a root and a
 * package of its own (real paths); `flags` go to Node.
 * Answers come in the order of the questions. `timeout` is for each question.
 */
export async function ask({ exec, worker, job, flags = [], timeout = 20_000 }) {
  const desk = mkdtempSync(join(realpathSync(tmpdir()), 'packproof-ask-'))
  const jobFile = join(desk, 'job.json')
  const cwd = join(desk, 'empty')
  mkdirSync(cwd)
  const root = realpathSync(job.root)
  writeFileSync(jobFile, JSON.stringify({ ...job, root }))
  const file = fileURLToPath(new URL(worker, import.meta.url))
  const answers = []
  try {
    while (answers.length < job.questions.length) {
      const args = ['--no-warnings', ...flags, file, jobFile, String(answers.length)]
      const end = await runChild(exec, args, { cwd, root, timeout }, answers)
      if (end && answers.length < job.questions.length) answers.push(end)
    }
  } finally {
    rmSync(desk, { recursive: true, force: true })
  }
  return answers
}

/** Runs one child until it is done, dies or is silent for too long; returns what to write for the question it died on. */
function runChild(exec, args, { cwd, root, timeout }, answers) {
  const env = { PATH: process.env.PATH, HOME: join(root, 'nobody'), FORCE_COLOR: '0' }
  const child = spawn(exec, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let hung = false
    let noise = ''
    const tooLong = () => {
      hung = true
      child.kill('SIGKILL')
    }
    let timer = setTimeout(tooLong, timeout)
    child.stderr.on('data', (chunk) => (noise = (noise + chunk).slice(-2000)))
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      answers.push(JSON.parse(line))
      clearTimeout(timer)
      timer = setTimeout(tooLong, timeout)
    })
    child.on('error', reject)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      if (hung) return resolve({ code: 'TIMEOUT', name: 'Error', message: `no answer in ${timeout} ms` })
      resolve({ code: 'EXIT', name: 'Error', message: `the process ended (${signal ?? status})`, stderr: noise.replaceAll(root, '') })
    })
  })
}

/** Fails where something above `root` could answer in the package's place. */
export function assertAlone(root) {
  for (let dir = dirname(realpathSync(root)); ; dir = dirname(dir)) {
    for (const name of ['package.json', 'node_modules']) {
      if (existsSync(join(dir, name))) throw new Error(`${join(dir, name)} would be seen from ${root}: set TMPDIR to a place with none above it`)
    }
    if (dir === dirname(dir)) return
  }
}
