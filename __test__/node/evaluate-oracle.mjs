// The evaluation oracle: imports or requires for real, each in a process of its own that is killed when it takes too long.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from './asking.mjs'

let asked = 0

/**
 * Questions `{ specifier, mode }`. Answers: `{ evaluates: true, names }` (sorted keys of the namespace or of
 * module.exports) or `{ code, name, message }`; code EXIT where the package ended the process, TIMEOUT where it hung.
 * With `stacks`, errors also have the `stack`, whose paths begin at the root.
 */
export async function evaluateAll({ exec, root, package: name, questions, stacks = false, timeout = 20_000, together = 2 }) {
  const answers = new Array(questions.length)
  let next = 0
  const consumer = `packproof-consumer-${process.pid}-${++asked}.mjs`
  const work = async () => {
    while (next < questions.length) {
      const place = next++
      const job = { root, package: name, consumer, stacks, questions: [questions[place]] }
      ;[answers[place]] = await ask({ exec, worker: 'evaluate-worker.cjs', job, timeout })
    }
  }
  const consumers = [...new Set(questions.map((question) => join(question.root ?? root, consumer)))]
  for (const file of consumers) writeFileSync(file, 'export default (specifier) => import(specifier)\n')
  try {
    await Promise.all(Array.from({ length: together }, work))
  } finally {
    for (const file of consumers) rmSync(file)
  }
  return answers
}
