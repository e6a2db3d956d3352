// Asks real Nodes every question of every fixture that has recorded answers. Names each answer that differs from the recorded one, or
// for a Node that was not recorded from that of the version before it, and fails. With UPDATE=1 writes
// tests/fixtures/<name>.node.json. FIXTURE=name takes one fixture, recorded or not; NODES=22,24 takes some Nodes and leaves the
// answers of the others as they are.

import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertAlone } from './asking.mjs'
import { evaluateAll } from './evaluate-oracle.mjs'
import { fixtures, fixturesDir, layOut, writeQuestion } from './fixtures.mjs'
import { linkAll } from './link-oracle.mjs'
import { group, render, ungroup } from './recording.mjs'
import { resolveAll } from './resolve-oracle.mjs'
import { chosenNodes, compareVersions, wanted } from './versions.mjs'

const recordOf = (name) => join(fixturesDir, `${name}.node.json`)
const isChosen = ({ name }) => (process.env.FIXTURE ? name === process.env.FIXTURE : existsSync(recordOf(name)))
const chosen = fixtures().filter(isChosen)
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
    const file = recordOf(name)
    if (process.env.UPDATE) writeFileSync(file, render(together(fresh, recorded(file))))
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
  for (const { link, run } of answers) for (const reply of [link, run]) delete reply?.stderr // Addresses and paths of this machine.
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

/** The fresh answers, and of the Nodes of package.json that were not asked now the recorded ones. */
function together(fresh, old) {
  const kept = new Set(wanted().map(({ version }) => version))
  return fresh.map(({ ask, answers }) => {
    const before = old.find((question) => question.ask === ask)?.answers ?? new Map()
    const all = new Map([...[...before].filter(([version]) => kept.has(version)), ...answers])
    return { ask, answers: group(new Map([...all].sort(([a], [b]) => compareVersions(a, b)))) }
  })
}

/** The recorded answer of a version, or of the newest one before it. */
function before(answers, version) {
  const older = [...answers.keys()].filter((other) => compareVersions(other, version) <= 0).sort(compareVersions)
  return older.pop()
}

/** Prints each difference; a question that was not recorded is one. */
function compare(name, fresh, old) {
  let found = 0
  const say = (line) => (found++, console.log(`${name}: ${line}`))
  if (fresh.map(({ ask }) => ask).join('\n') !== old.map(({ ask }) => ask).join('\n')) say('other questions than recorded')
  else {
    fresh.forEach(({ ask, answers }, at) => {
      for (const [version, answer] of answers) {
        const other = before(old[at].answers, version)
        const was = JSON.stringify(old[at].answers.get(other))
        const is = JSON.stringify(answer)
        const whose = other === version ? 'recorded' : `Node ${other} says`
        if (other && was !== is) say(`${ask} on Node ${version}\n  ${whose} ${was}\n  Node says ${is}`)
      }
    })
  }
  return found
}
