'use strict'
// Runs inside an asked Node: tells whether an import would link. A probe in a cycle with the importing module is evaluated
// first, reads the linked namespace's names and throws, so that Node resolves, loads and links the graph and runs none of it.

const fs = require('node:fs')
const path = require('node:path')
const { createRequire, Module } = require('node:module')
const { pathToFileURL } = require('node:url')
const { rootOf, referrer, inPackage, describe, answerAll } = require('./answering.cjs')
const { detectFormat } = require('./loading.cjs')

const linked = Symbol.for('packproof linked')
const requiresModules = Boolean(process.features.require_module)

/** Writes the entry and its probe beside node_modules, lets `load` load the entry, and says what came of it. */
async function link(index, question, load) {
  const { statement = '', specifier, names = [] } = question
  const base = `packproof-ask-${process.pid}-${index}`
  const [entry, probe] = ['entry', 'probe'].map((role) => path.join(rootOf(question), `${base}-${role}.mjs`))
  const from = JSON.stringify(specifier)
  const wants = names.map((name, at) => `${JSON.stringify(name)} as wanted${at}`).join(', ')
  const namespace = specifier === undefined ? '' : `export * as linkedNames from ${from}\nimport { ${wants} } from ${from}\n`
  fs.writeFileSync(entry, `import './${base}-probe.mjs'\n${namespace}${statement}\n`)
  fs.writeFileSync(
    probe,
    `import * as entry from './${base}-entry.mjs'\nconst names = 'linkedNames' in entry ? Reflect.ownKeys(entry.linkedNames) : []\n` +
      `throw { [Symbol.for('packproof linked')]: names.filter((name) => typeof name === 'string').sort() }\n`,
  )
  try {
    await load(entry)
    return { code: 'NO_ANSWER', name: 'Error', message: 'the probe did not run' }
  } catch (error) {
    if (error?.[linked]) return specifier === undefined ? { links: true } : { links: true, names: error[linked] }
    return locate(error, entry, question)
  } finally {
    fs.rmSync(entry)
    fs.rmSync(probe)
  }
}

/** Node's error; `at` where its stack begins with the place, as that of a SyntaxError does. The entry goes by /consumer.mjs. */
function locate(error, entry, question) {
  const own = new RegExp(`/${path.basename(entry)}`, 'g')
  const { code, name, message } = describe(error, question)
  const answer = { code, name, message: message.replace(own, '/consumer.mjs') }
  const place = /^(?:file:\/\/)?(\/[^\n]*):(\d+)\n/.exec(String(error?.stack))
  if (place && place[1] !== entry) answer.at = { file: inPackage(decodeURIComponent(place[1]), question), line: Number(place[2]) }
  return answer
}

const linkImport = (question, index) => link(index, question, (entry) => import(pathToFileURL(entry).href))

/** A module that only `require` loads, such as one in a .css file, cannot be linked ahead of running it. */
const importable = /(^|[\\/])(\.?[^.\\/]*|[^\\/]*\.m?js)$/

/** Requires, but stops where the code of a CommonJS module would begin to run; an ES module is linked by `require`. */
function linkRequire(question, index) {
  const stopped = stopBeforeRunning(() => createRequire(referrer(question))(question.specifier))
  if (!stopped) return { links: true }
  const format = typeof stopped.format === 'string' ? stopped.format : detectFormat(stopped.file)
  if (format !== 'module' || !importable.test(stopped.file)) return { links: true, format }
  // Node 22.7 to 22.11 require an ES module only where they detected it, and no .mjs file: there it is linked by import.
  const load = requiresModules ? (entry) => createRequire(entry)(entry) : (entry) => import(pathToFileURL(entry).href)
  return link(index, { ...question, specifier: pathToFileURL(stopped.file).href }, load)
}

/** `{ file, format }` of the first module whose code `load` was about to run; undefined when there was none (JSON, a builtin). */
function stopBeforeRunning(load) {
  const compile = Module.prototype._compile
  const addon = Module._extensions['.node']
  const stop = (file, format) => {
    throw { [linked]: { file, format } }
  }
  Module.prototype._compile = (_source, file, format) => stop(file, format)
  Module._extensions['.node'] = (_module, file) => stop(file, 'addon')
  try {
    load()
  } catch (error) {
    if (error?.[linked]) return error[linked]
    throw error
  } finally {
    Module.prototype._compile = compile
    Module._extensions['.node'] = addon
  }
}

answerAll((question, index) => (question.mode === 'require' ? linkRequire : linkImport)(question, index))
