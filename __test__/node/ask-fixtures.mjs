// Asks real Nodes every question of every fixture. With UPDATE=1 writes tests/fixtures/<name>.node.json; without,
// names each recorded answer that Node no longer gives, and fails. FIXTURE=name takes one, NODES=22,24 some Nodes.

import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertAlone } from './asking.mjs'
import { evaluateAll } from './evaluate-oracle.mjs'
import { fixtures, fixturesDir, layOut, writeQuestion } from './fixtures.mjs'
import { linkAll } from './link-oracle.mjs'
import { group, render, ungroup } from './recording.mjs'
import { resolveAll } from './resolve-oracle.mjs'
import { chosenNodes } from './versions.mjs'

const chosen = fixtures().filter(({ name }) => !process.env.FIXTURE || name === process.env.FIXTURE)
// Not named after the fixtures: Node 18 looks for the package's name in the whole path when it words its hint.
const desk = mkdtempSync(join(realpathSync(tmpdir()), 'packproof-desk-'))
assertAlone(desk)
const questions = chosen.flatMap((fixture) => {
  const root = join(desk, fixture.name)
  layOut(fixture, root)
  return fixture.questions.map((question) => ({ ...question, root, package: fixture.package, fixture: fixture.name }))
})

let differences = 0
try {
  const answers = new Map()
  for (const node of chosenNodes()) answers.set(node.version, await askAll(node.exec))
  for (const { name } of chosen) {
    const mine = questions.flatMap((question, at) => (question.fixture === name ? [at] : []))
    const fresh = mine.map((at) => ({
      ask: writeQuestion(questions[at]),
      answers: new Map([...answers].map(([version, all]) => [version, all[at]])),
    }))
    const file = join(fixturesDir, `${name}.node.json`)
    if (process.env.UPDATE) writeFileSync(file, render(fresh.map(({ ask, answers }) => ({ ask, answers: group(answers) }))))
    else differences += compare(name, fresh, recorded(file))
  }
  console.log(`${chosen.length} fixtures, ${questions.length} questions, Node ${[...answers.keys()].join(', ')}`)
} finally {
  rmSync(desk, { recursive: true })
}
if (differences) {
  console.log(`${differences} recorded answers differ from what Node says (UPDATE=1 records anew)`)
  process.exitCode = 1
}

/** `{ path, format, link?, run? }` or Node's error, for each question. Only what a consumer's question finds is linked and run. */
async function askAll(exec) {
  const about = { exec, root: desk, questions }
  const answers = await resolveAll(about)
  const follow = (wanted, as, oracle) => followUp(answers, wanted, as, (some) => oracle({ ...about, questions: some }))
  await follow(({ path, load }, { from, conditions }) => path && !path.startsWith('node:') && !load && !from && !conditions, 'link', linkAll)
  await follow(({ link }) => link?.links, 'run', evaluateAll)
  return answers.map(withoutRepetition)
}

async function followUp(answers, wanted, as, oracle) {
  const places = answers.flatMap((answer, at) => (wanted(answer, questions[at]) ? [at] : []))
  const replies = places.length ? await oracle(places.map((at) => questions[at])) : []
  places.forEach((at, index) => (answers[at][as] = replies[index]))
}

/** Shortens an answer: `run: true` says that the module ran and gave the names that linking gave. */
function withoutRepetition(answer) {
  if (answer.link?.names && String(answer.link.names) === String(answer.run?.names)) return { ...answer, run: true }
  return answer
}

function recorded(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).questions.map(({ ask, answers }) => ({ ask, answers: ungroup(answers) }))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return []
  }
}

/** Prints each difference; a Node that was not recorded cannot differ, a question that was not recorded does. */
function compare(name, fresh, old) {
  let found = 0
  const say = (line) => (found++, console.log(`${name}: ${line}`))
  if (fresh.map(({ ask }) => ask).join('\n') !== old.map(({ ask }) => ask).join('\n')) say('other questions than recorded')
  else {
    fresh.forEach(({ ask, answers }, at) => {
      for (const [version, answer] of answers) {
        const was = old[at].answers.get(version)
        const is = JSON.stringify(answer)
        if (was !== undefined && JSON.stringify(was) !== is) say(`${ask} on Node ${version}\n  recorded ${JSON.stringify(was)}\n  Node says ${is}`)
      }
    })
  }
  return found
}
