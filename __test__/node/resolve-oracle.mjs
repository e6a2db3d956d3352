// The resolution oracle: Node's own resolvers, asked about an unpacked package without running any of its code.

import { ask } from './asking.mjs'

/**
 * Questions `{ specifier, mode: 'import' | 'require', from?, conditions? }`: `from` is a file of the package, or
 * 'consumer' (the default), a module beside node_modules. Answers, in the same order, are one of
 *   { path, format }            a file of the package, or `node:fs`; `format` for imports only
 *   { path, format: null, load } resolved, but Node would not load it: `load` says why
 *   { url, format }             something that is neither a file nor a builtin (`data:`)
 *   { code, name, message }     Node's error
 * One child answers all questions that share their conditions.
 */
export async function resolveAll({ exec, root, package: name, questions }) {
  const answers = new Array(questions.length)
  for (const [conditions, places] of byConditions(questions)) {
    const flags = ['--expose-internals', ...conditions.flatMap((condition) => ['-C', condition])]
    const job = { root, package: name, questions: places.map((place) => questions[place]) }
    const replies = await ask({ exec, worker: 'resolve-worker.cjs', flags, job })
    places.forEach((place, index) => (answers[place] = replies[index]))
  }
  return answers
}

/** `[[conditions, [index of question…]]…]` */
function byConditions(questions) {
  const groups = new Map()
  questions.forEach(({ conditions = [] }, place) => {
    const key = conditions.join()
    if (!groups.has(key)) groups.set(key, [conditions, []])
    groups.get(key)[1].push(place)
  })
  return groups.values()
}
