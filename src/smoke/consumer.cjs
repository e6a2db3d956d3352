'use strict'
// A consumer of the package: imports or requires one specifier, and tells packproof the outcome.
//
// The question is all that standard input has. The answer is one line on a descriptor of its own, marked with a word
// that only the question has. The functions that the answer needs are taken before the package runs, so that a package
// that changes globals does not change the answer.

const { readFileSync, writeSync } = require('node:fs')
const { parse, stringify } = JSON
const { ownKeys } = Reflect
const { keys, setPrototypeOf } = Object
const { from } = Buffer
const text = String
const slice = Function.prototype.call.bind(String.prototype.slice)
const { word, channel, specifier, mode } = parse(readFileSync(0, 'utf8'))

let answered = false

/** Tells, once. packproof ends this process then. */
function answer(facts) {
  if (answered) return
  answered = true
  // The answer begins with a line break: the package may have written on the channel, too. Nothing in it has a
  // prototype, as JSON asks that of the package for `toJSON`.
  const line = from(`\n${stringify({ __proto__: null, word, ...facts })}\n`)
  // A descriptor that does not block may take a part of the line, or nothing for now; where nothing is ever read, the
  // bound ends the loop.
  for (let tries = 0, at = 0; at < line.length && tries < 10_000; tries++) {
    try {
      at += writeSync(channel, line, at, line.length - at)
    } catch (error) {
      if (error?.code !== 'EAGAIN') return
    }
  }
}

/** A property of something thrown, which may be anything. */
function property(thrown, name) {
  try {
    const value = thrown?.[name]
    return value === undefined || value === null ? '' : slice(text(value), 0, 20_000)
  } catch {
    return ''
  }
}

/** What was thrown, and what caused that. */
function thrown(error) {
  const isObject = error !== null && (typeof error === 'object' || typeof error === 'function')
  const told = { __proto__: null, name: '', code: '', message: '', stack: '', permission: '', resource: '', denial: '' }
  if (!isObject) return { __proto__: null, ...told, name: typeof error, message: property({ error }, 'error') }
  for (const name in told) told[name] = property(error, name)
  // Code that catches a denial and throws another error often keeps the denial as its cause.
  for (let cause = error, depth = 0; cause && depth < 5; cause = cause.cause, depth++) {
    const code = property(cause, 'code')
    if (told.denial || (code !== 'ERR_ACCESS_DENIED' && code !== 'ERR_DLOPEN_DISABLED')) continue
    told.denial = code
    told.permission = property(cause, 'permission')
    told.resource = property(cause, 'resource')
  }
  return told
}

/** The names of a namespace, or of what require returns. */
function loaded(value) {
  const names = setPrototypeOf([], null)
  if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
    const all = mode === 'import' ? ownKeys(value) : keys(value)
    for (let at = 0; at < all.length; at++) if (typeof all[at] === 'string') names[names.length] = all[at]
  }
  answer({ names })
}

// A monitor leaves the end of the process to Node; a handler of `uncaughtException` would keep it alive.
process.on('uncaughtExceptionMonitor', (error) => answer({ thrown: thrown(error) }))
process.on('beforeExit', () => answer({ idle: true }))
process.on('exit', (status) => answer({ exit: status }))

if (mode === 'require') {
  let value
  let isLoaded = false
  try {
    value = require(specifier)
    isLoaded = true
  } catch (error) {
    answer({ thrown: thrown(error) })
  }
  if (isLoaded) loaded(value)
} else {
  import(specifier).then(loaded, (error) => answer({ thrown: thrown(error) }))
}
