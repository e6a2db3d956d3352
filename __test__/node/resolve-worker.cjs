'use strict'
// Runs inside an asked Node: resolves specifiers as Node's own loaders do, and runs no package code.

const { createRequire } = require('node:module')
const { referrer, referrerURL, inPackage, describe, answerAll, fileURLToPath } = require('./answering.cjs')
const { defaultResolve } = require('internal/modules/esm/resolve')
const { formatOf } = require('./loading.cjs')

async function resolveImport(question) {
  const { url, format } = await defaultResolve(question.specifier, { parentURL: referrerURL(question) })
  if (/^node:/i.test(url)) {
    await import(url) // an unknown builtin fails here, not before
    return { path: url, format: 'builtin' }
  }
  if (!url.startsWith('file:')) return { url, format: await formatOf(url, format) }
  const path = inPackage(fileURLToPath(url), question)
  try {
    return { path, format: await formatOf(url, format) }
  } catch (error) {
    return { path, format: null, load: describe(error, question) }
  }
}

function resolveRequire(question) {
  return { path: inPackage(createRequire(referrer(question)).resolve(question.specifier), question) }
}

answerAll((question) => (question.mode === 'require' ? resolveRequire(question) : resolveImport(question)))
