'use strict'
// Runs inside an asked Node: imports or requires for real, and tells the outcome. It runs package code: one question a process.

const path = require('node:path')
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { job, rootOf, referrer, describe, answerAll } = require('./answering.cjs')

async function evaluate(question) {
  const { specifier, mode } = question
  const value = mode === 'require' ? createRequire(referrer(question))(specifier) : await importFromConsumer(question)
  const named = value !== null && (typeof value === 'object' || typeof value === 'function')
  return { evaluates: true, names: named ? Object.keys(value).sort() : [] }
}

/** `import()` belongs to the file that it is written in, so there has to be one: the oracle put it beside node_modules. */
async function importFromConsumer(question) {
  try {
    return await (await import(pathToFileURL(path.join(rootOf(question), job.consumer)).href)).default(question.specifier)
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(job.consumer, 'consumer.mjs')
    throw error
  }
}

async function withStack(question) {
  try {
    return await evaluate(question)
  } catch (error) {
    return { ...describe(error, question), stack: String(error?.stack).replaceAll(rootOf(question), '') }
  }
}

// An error that the package throws later, or work that it leaves running, is not part of the answer.
process.on('unhandledRejection', () => {})
answerAll(job.stacks ? withStack : evaluate)
