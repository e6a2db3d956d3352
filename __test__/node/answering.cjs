'use strict'
// Runs inside an asked Node: reads the questions, answers each with one line of JSON on descriptor 3, and describes errors.

const fs = require('node:fs')
const path = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const first = Number(process.argv[3])

/** Returns the folder in whose `node_modules` a question's package is unpacked: the question's own, or the whole job's. */
const rootOf = ({ root = job.root }) => root
const packageDir = (question) => path.join(rootOf(question), 'node_modules', question.package ?? job.package)

/** Returns the path of the referrer. The consumer stands beside node_modules; its file need not exist. */
function referrer(question) {
  const { from = 'consumer' } = question
  return from === 'consumer' ? path.join(rootOf(question), 'consumer.mjs') : path.join(packageDir(question), from)
}
const referrerURL = (question) => pathToFileURL(referrer(question)).href

/** A file as the package knows it: relative, `/`-separated; a builtin as `node:x`. */
function inPackage(file, question) {
  if (!path.isAbsolute(file)) return file.startsWith('node:') ? file : `node:${file}`
  return path.relative(packageDir(question), file).split(path.sep).join('/')
}

/** Describes an error, without the folder that the package was unpacked to. An error without a code goes by its name. */
function describe(error, question) {
  if (error === null || typeof error !== 'object') return { code: 'THROWN', name: typeof error, message: String(error) }
  const name = String(error.name ?? error.constructor?.name)
  const message = String(error.message).replaceAll(rootOf(question), '')
  return { code: String(error.code ?? name), name, message }
}

async function answerAll(answer) {
  for (let index = first; index < job.questions.length; index++) {
    let reply
    try {
      reply = await answer(job.questions[index], index)
    } catch (error) {
      reply = describe(error, job.questions[index])
    }
    fs.writeSync(3, JSON.stringify(reply) + '\n')
  }
  process.exit(0)
}

module.exports = { job, rootOf, referrer, referrerURL, inPackage, describe, answerAll, fileURLToPath }
