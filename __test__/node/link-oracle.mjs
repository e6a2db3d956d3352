// The link oracle: asks whether Node would link an import, or a require of an ES module, and for the names that are there. Runs no
// package code.

import { ask } from './asking.mjs'

/**
 * Questions `{ specifier, mode: 'import' | 'require', names? }` (`names` must be importable by name), or
 * `{ mode: 'import', statement }` for import statements as a consumer writes them. Answers are one of
 *   { links: true, names }     linked; the sorted names of the namespace
 *   { links: true, format? }   a statement that links; a CommonJS module, JSON or an addon that `require` found and would run
 *   { code, name, message, at? } Node's error; `at` is `{ file, line }` where Node tells
 *
 * One child answers all, but a failure leaves half-linked modules behind in it, so every error is asked for again in a
 * process of its own, but for those that `isCertain(code)` takes at once.
 */
export async function linkAll({ exec, root, package: name, questions, isCertain = () => false, timeout }) {
  const fresh = (some) => ask({ exec, worker: 'link-worker.cjs', flags: ['--expose-internals'], job: { root, package: name, questions: some }, timeout })
  const answers = await fresh(questions)
  for (let place = 1; place < answers.length; place++) {
    if (answers[place].code && !isCertain(answers[place].code)) [answers[place]] = await fresh([questions[place]])
  }
  return answers
}
