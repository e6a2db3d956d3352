// packproof for JavaScript: a thin wrapper around the addon, which does the work and finds the words.
//
// The addon answers in JSON text, read here, so that arrays and errors are those of whoever loads this file: test
// runners give each test globals of its own.
'use strict'

const { resolve } = require('node:path')
const { fileURLToPath } = require('node:url')
const { isUint8Array } = require('node:util').types
const native = require('./addon.cjs')

/** The key under which a package keeps the addon's object; the same for every copy of this file, and no other key shows it. */
const HANDLE = Symbol.for('packproof.handle')
/** The path that a package was opened from. */
const ORIGIN = Symbol.for('packproof.origin')
/** The way in which the matchers ask. */
const EXPECT = Symbol.for('packproof.expect')
const SURFACE = Symbol.for('packproof.surface')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

class Package {
  #handle
  #facts = new Map()
  #origin

  constructor(handle, from) {
    this.#handle = handle
    this.#origin = typeof from === 'string' ? resolve(from) : undefined
  }

  get name() {
    return this.#fact('summary').name
  }

  get version() {
    return this.#fact('summary').version
  }

  get manifest() {
    return this.#once('manifest', () => parseManifest(this.read('package.json')))
  }

  get files() {
    return this.#fact('files')
  }

  get entryPoints() {
    return this.#fact('entryPoints')
  }

  get hazards() {
    return this.#fact('hazards')
  }

  has(path) {
    return this.#handle.has(asString('path', path))
  }

  read(path) {
    return this.#handle.read(asString('path', path))
  }

  resolve(specifier, options) {
    return answer(() => this.#handle.resolve(asString('specifier', specifier), asText(options)))
  }

  exportsOf(subpath, options) {
    return answer(() => this.#handle.exportsOf(asString('subpath', subpath), asText(options)))
  }

  typesOf(subpath, options) {
    return answer(() => this.#handle.typesOf(asString('subpath', subpath), asText(options)))
  }

  link(statement, options) {
    return answer(() => this.#handle.link(asString('statement', statement), asText(options)))
  }

  surface(options) {
    return JSON.parse(this[SURFACE](options))
  }

  /** The surface as the text of the file that `toMatchSurface` records. */
  [SURFACE](options) {
    return attempt(() => this.#handle.surface(asText(options)))
  }

  check(options) {
    return asReport(attempt(() => this.#handle.checkSync(asText(options))))
  }

  /** Tells whether the package is as a test expects; the words, which few tests need, are found when they are asked for. */
  [EXPECT](expectation, given, old) {
    const asked = asText(given)
    const older = old?.[HANDLE]
    const pass = attempt(() => this.#handle.expect(expectation, asked, older))
    return { pass, explain: (isColoured) => answer(() => this.#handle.explain(expectation, asked, isColoured, older)) }
  }

  get [HANDLE]() {
    return this.#handle
  }

  get [ORIGIN]() {
    return this.#origin
  }

  [INSPECT]() {
    const { name, version, files } = this.#fact('summary')
    return `Package { ${name ?? '(no name)'}@${version ?? '(no version)'}, ${files} ${files === 1 ? 'file' : 'files'} }`
  }

  /** Returns what the addon knows by that name; it is asked once. */
  #fact(name) {
    return this.#once(name, () => answer(() => this.#handle[name]()))
  }

  #once(name, make) {
    if (!this.#facts.has(name)) this.#facts.set(name, make())
    return this.#facts.get(name)
  }
}

async function open(input, options) {
  const { signal, ...rest } = asOptions(options)
  signal?.throwIfAborted()
  if (isPackage(input)) return input
  const from = source(input)
  return new Package(await abortable(signal, (cancellation) => native.open(from, asText(rest), cancellation)), from)
}

function openSync(input, options) {
  const { signal, ...rest } = asOptions(options)
  signal?.throwIfAborted()
  if (isPackage(input)) return input
  const from = source(input)
  return new Package(attempt(() => native.openSync(from, asText(rest))), from)
}

async function pack(directory = '.', options) {
  const { signal, ...rest } = asOptions(options)
  signal?.throwIfAborted()
  const from = asFolder('directory', directory)
  return await abortable(signal, (cancellation) => native.pack(from, asText(rest), cancellation))
}

async function check(input, options) {
  const { signal, limits, pm, packTimeout, typesPackage, ...rest } = asOptions(options)
  const { [HANDLE]: handle } = await open(input, { signal, limits, pm, packTimeout, typesPackage })
  return asReport(await abortable(signal, (cancellation) => handle.check(asText(rest), cancellation)))
}

function checkSync(input, options) {
  const { signal, limits, pm, packTimeout, typesPackage, ...rest } = asOptions(options)
  return openSync(input, { signal, limits, pm, packTimeout, typesPackage }).check(rest)
}

async function diff(old, fresh, options) {
  const { signal, limits, pm, packTimeout, ...rest } = asOptions(options)
  const opening = { signal, limits, pm, packTimeout }
  const [{ [HANDLE]: before }, { [HANDLE]: after }] = await Promise.all([open(old, opening), open(fresh, opening)])
  return JSON.parse(await abortable(signal, (cancellation) => after.diff(before, asText(rest), cancellation)))
}

function diffSync(old, fresh, options) {
  const { signal, limits, pm, packTimeout, ...rest } = asOptions(options)
  const opening = { signal, limits, pm, packTimeout }
  const [{ [HANDLE]: before }, { [HANDLE]: after }] = [openSync(old, opening), openSync(fresh, opening)]
  return answer(() => after.diffSync(before, asText(rest)))
}

async function trace(project, options) {
  const { signal, tarball = project, limits, pm, packTimeout, ...rest } = asOptions(options)
  const folder = asFolder('project', project)
  const { [HANDLE]: handle } = await open(tarball, { signal, limits, pm, packTimeout })
  return JSON.parse(await abortable(signal, (cancellation) => handle.trace(folder, asText(rest), cancellation)))
}

function traceSync(project, options) {
  const { signal, tarball = project, limits, pm, packTimeout, ...rest } = asOptions(options)
  const folder = asFolder('project', project)
  const { [HANDLE]: handle } = openSync(tarball, { signal, limits, pm, packTimeout })
  return answer(() => handle.traceSync(folder, asText(rest)))
}

function asFolder(name, folder) {
  if (!isPath(folder)) throw invalid(`"${name}" must be a path or a file: URL, not ${kindOf(folder)}`)
  return asPath(folder)
}

/** An aborted call ends once its processes have ended and its folder is gone. */
async function smoke(input, options) {
  const { signal, limits, packTimeout, ...rest } = asOptions(options)
  const { [HANDLE]: handle } = await open(input, { signal, limits, pm: rest.pm, packTimeout })
  const keeper = process.versions.node && !process.versions.bun ? [process.execPath, require.resolve('./bin/packproof.js')] : []
  const asked = asText({ node: process.execPath, ...rest, keeper, target: isPath(input) ? asPath(input) : '' })
  let task
  try {
    return JSON.parse(await abortable(signal, (cancellation) => (task = handle.smoke(asked, cancellation))))
  } catch (error) {
    await task?.catch(() => {})
    throw error
  }
}

function isPackage(input) {
  return typeof input === 'object' && input !== null && HANDLE in input
}

/** Returns what the addon takes: a path or bytes. */
function source(input) {
  if (isUint8Array(input)) return input
  if (isPath(input)) return asPath(input)
  throw invalid(`expected a path, a file: URL, a Buffer, a Uint8Array or an opened package, not ${kindOf(input)}`)
}

function isPath(input) {
  // By its `href`, as a test runner gives each test a `URL` of its own.
  return typeof input === 'string' || typeof input?.href === 'string'
}

function asPath(input) {
  if (typeof input === 'string') return input
  const { href } = input
  try {
    return fileURLToPath(href)
  } catch (error) {
    throw invalid(`${href} is not the URL of a file: ${error.message}`)
  }
}

function asOptions(options = {}) {
  if (typeof options !== 'object' || options === null) throw invalid(`"options" must be an object, not ${kindOf(options)}`)
  const { signal } = options
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw invalid(`"signal" must be an AbortSignal, not ${kindOf(signal)}`)
  }
  return options
}

/** Options as the addon reads them. What JSON cannot say is passed as its name, so that the addon can refuse it. */
function asText(options) {
  const sayable = (_, value) => (['function', 'symbol', 'bigint'].includes(typeof value) ? String(value) : value)
  try {
    return JSON.stringify(asOptions(options), sayable)
  } catch (error) {
    throw invalid(`"options" cannot be read: ${error.message}`)
  }
}

function asString(name, value) {
  if (typeof value === 'string') return value
  throw invalid(`"${name}" must be a string, not ${kindOf(value)}`)
}

function kindOf(value) {
  if (value === null || typeof value !== 'object') return String(value)
  return value.constructor?.name ? `an instance of ${value.constructor.name}` : 'such an object'
}

/** package.json as npm reads it: a byte order mark is no part of it. */
function parseManifest(bytes) {
  try {
    const manifest = JSON.parse(bytes.toString().replace(/^\uFEFF/, ''))
    return typeof manifest === 'object' && !Array.isArray(manifest) ? manifest : null
  } catch {
    return null
  }
}

/** So many entry points are built when they are first read, and not before. */
const MANY = 1000

function asReport(checked) {
  const { schema, package: about, node, ok, installable, findings, summary } = answer(() => checked.head())
  // Hashing reads the whole tarball, so it waits until a hash is read; both hashes come from one pass.
  const hashes = onceRead(() => answer(() => checked.hashes()))
  later(about, 'integrity', () => hashes().integrity)
  later(about, 'shasum', () => hashes().shasum)
  const report = { schema, package: shownWhole(about), node, ok, entryPoints: [], installable, findings, summary }
  const read = () => answer(() => checked.entryPoints())
  if (summary.entryPoints < MANY) return Object.assign(report, { entryPoints: read() })
  return shownWhole(later(report, 'entryPoints', read))
}

/** Gives an object a property that is made when it is first read; it looks like any other. */
function later(object, name, make) {
  const become = (value) => Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
  const get = () => become(make())[name]
  return Object.defineProperty(object, name, { get, set: become, enumerable: true, configurable: true })
}

/** Has an object printed with the values of such properties. */
function shownWhole(object) {
  return Object.defineProperty(object, INSPECT, { value: () => ({ ...object }), configurable: true })
}

function onceRead(make) {
  let made
  return () => (made ??= make())
}

function answer(ask) {
  return JSON.parse(attempt(ask))
}

function attempt(work) {
  try {
    return work()
  } catch (error) {
    throw rebuilt(error)
  }
}

async function attemptLater(work) {
  try {
    return await work()
  } catch (error) {
    throw rebuilt(error)
  }
}

/** Waits for a task of the addon; the signal ends the wait at once, and the task too if it has not started. */
async function abortable(signal, start) {
  const cancellation = new native.Cancellation()
  const task = attemptLater(() => start(cancellation))
  if (!signal) return await task
  let abort
  const aborted = new Promise((_, reject) => {
    abort = () => reject(signal.reason)
  })
  const waits = waitsOf(signal).add(abort)
  try {
    // The race listens to both, so that a task that fails after the abort is not an unhandled rejection.
    return await Promise.race([task, aborted])
  } finally {
    waits.delete(abort)
    cancellation.cancel()
  }
}

/** The calls that wait, by signal: Node warns of a leak where one signal has many listeners. */
const waiting = new WeakMap()

function waitsOf(signal) {
  if (!waiting.has(signal)) {
    const waits = new Set()
    waiting.set(signal, waits)
    signal.addEventListener('abort', () => waits.forEach((abort) => abort()), { once: true })
  }
  return waiting.get(signal)
}

/** The addon's error as one of this realm: its message is `{ code, message }`. */
function rebuilt(error) {
  const { code, message } = failure(error)
  if (code === undefined) return error
  return code === 'ERR_PACKPROOF_INVALID_ARGUMENT' ? invalid(message) : Object.assign(new Error(message), { code })
}

function failure(error) {
  try {
    return JSON.parse(error.message) ?? {}
  } catch {
    return {}
  }
}

function invalid(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_PACKPROOF_INVALID_ARGUMENT' })
}

module.exports = { open, openSync, check, checkSync, diff, diffSync, pack, smoke, trace, traceSync }
