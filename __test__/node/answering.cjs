'use strict'
// Inside an asked Node: reads the questions, answers one line of JSON each on descriptor 3, and puts errors into words.

const fs = require('node:fs')
const path = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const first = Number(process.argv[3])

/** Where the package is and who asks. The consumer stands beside node_modules; the file need not exist. */
const packageDir = path.join(job.root, 'node_modules', job.package)
const referrer = (from) => (from && from !== 'consumer' ? path.join(packageDir, from) : path.join(job.root, 'consumer.mjs'))
const referrerURL = (from) => pathToFileURL(referrer(from)).href

/** A file as the package knows it: relative, `/`-separated; a builtin as `node:x`. */
function inPackage(file) {
  if (!path.isAbsolute(file)) return file.startsWith('node:') ? file : `node:${file}`
  return path.relative(packageDir, file).split(path.sep).join('/')
}

/** What is thrown, without the place it was unpacked to. An error without a code goes by its name. */
function describe(error) {
  if (error === null || typeof error !== 'object') return { code: 'THROWN', name: typeof error, message: String(error) }
  const name = String(error.name ?? error.constructor?.name)
  const message = String(error.message).replaceAll(job.root, '')
  return { code: String(error.code ?? name), name, message }
}

async function answerAll(answer) {
  for (let index = first; index < job.questions.length; index++) {
    let reply
    try {
      reply = await answer(job.questions[index], index)
    } catch (error) {
      reply = describe(error)
    }
    fs.writeSync(3, JSON.stringify(reply) + '\n')
  }
  process.exit(0)
}

module.exports = { job, packageDir, referrer, referrerURL, inPackage, describe, answerAll, fileURLToPath }
