// Compares Node's verdict on an entry point with packproof's. This is the one place that knows what counts as agreement, and
// which verdicts no tool can give without running code.

/** Codes of errors that follow from the text of the files alone. */
const staticCodes = new Set([
  'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_PACKAGE_IMPORT_NOT_DEFINED', 'ERR_INVALID_PACKAGE_TARGET',
  'ERR_INVALID_PACKAGE_CONFIG', 'ERR_INVALID_MODULE_SPECIFIER', 'ERR_UNSUPPORTED_DIR_IMPORT', 'ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNKNOWN_BUILTIN_MODULE',
  'ERR_UNSUPPORTED_ESM_URL_SCHEME', 'ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE', 'ERR_IMPORT_ATTRIBUTE_MISSING', 'ERR_IMPORT_ASSERTION_TYPE_MISSING',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING', 'ERR_UNKNOWN_MODULE_FORMAT', 'SyntaxError',
])
const staticReference = /^Cannot access '.*' before initialization$|^(exports|require|module|__filename|__dirname) is not defined in ES module scope/

/**
 * `link` and `run` are the oracles' answers (`run` undefined where it does not link), `outcome` is packproof's. `subject`
 * knows the package: `name`, `declared(package)`, `isInstalled(package)`, `read(file)`.
 * Gives `{ kind, detail? }`: 'agreed', 'differs', or why the two are not comparable:
 *   'hoisted'     packproof misses a package that nobody declares, which lies there by chance
 *   'absent'      Node misses an optional package, which its consumer may leave out
 *   'dependency'  Node fails in another package, which packproof does not read
 *   'not static'  running fails for a reason that no text tells: a browser's global, an environment, a computed path
 */
export function compareVerdicts({ mode, link, run }, outcome, subject) {
  const answer = link.code ? link : (run ?? link)
  // packproof leaves out the expansions of a pattern that lead to nothing in one mode.
  if (!outcome) return link.code?.endsWith('MODULE_NOT_FOUND') ? agreed : differs('links, and no outcome speaks of it')
  if (!answer.code) return loaded(mode, link, outcome, subject)
  return failed(answer, outcome, subject, link.code ? 'link' : 'run')
}

function loaded(mode, link, outcome, subject) {
  if (outcome.status === 'broken') {
    const chance = outcome.errors.every((error) => isUndeclaredByChance(error, subject))
    return chance ? { kind: 'hoisted' } : differs('loads')
  }
  const names = mode === 'import' || outcome.format === 'module' ? link.names : undefined
  return names && names.length ? compareNames(names, outcome) : agreed
}

const agreed = { kind: 'agreed' }
const differs = (detail) => ({ kind: 'differs', detail })

function compareNames(names, { exports, exportsComplete }) {
  const [there, said] = [new Set(names), new Set(exports)]
  const extra = exports.filter((name) => !there.has(name))
  const lacking = exportsComplete ? names.filter((name) => !said.has(name)) : []
  if (!extra.length && !lacking.length) return agreed
  return differs(`names: Node has ${some(lacking)} besides, has not ${some(extra)}`)
}

const some = (names) => `${names.length ? names.slice(0, 6).join(', ') : 'none'}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`

function isUndeclaredByChance({ code, missing }, { declared, isInstalled }) {
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false
  return Boolean(missing) && isInstalled(missing) && !declared(missing)
}

function failed(answer, outcome, subject, phase) {
  const { code, message } = answer
  const words = `${phase}: ${code} ${message.split('\n')[0]}`
  if (outcome.status === 'broken' && outcome.errors.some((error) => isSame(error, answer, subject))) return agreed
  if (!staticCodes.has(code) && !staticReference.test(message)) return outcome.status === 'ok' ? { kind: 'not static', detail: words } : { kind: 'unproven', detail: words }
  const lost = missingPackage(message)
  if (isInAnother(message, subject)) return { kind: 'dependency', detail: words }
  const place = placeOf(answer)
  const own = place === undefined || isOwn(place, subject)
  if (lost && subject.isOptional(lost) && own) return { kind: 'absent', detail: words }
  if (!own) return { kind: 'dependency', detail: words }
  if (code === 'SyntaxError' && /'([^']+)'/.test(message) && isOfAnother(message, subject)) return { kind: 'dependency', detail: words }
  if (phase === 'run' && code.endsWith('MODULE_NOT_FOUND') && !isWritten(message, place, subject)) return { kind: 'not static', detail: words }
  if (outcome.status === 'broken' && outcome.errors.every((error) => isUndeclaredByChance(error, subject))) return { kind: 'hoisted', detail: words }
  return differs(words)
}

/** Tells whether two errors have the same code and are about the same thing. */
function isSame({ code, message, missing }, node, subject) {
  if (code !== node.code && !(code === 'ReferenceError' && node.name === 'ReferenceError')) return false
  if (code === 'SyntaxError') return true
  if (!missing) return true
  if ([message, node.message].every((words) => words.startsWith(`Cannot find package '/node_modules/${subject.name}`))) return true
  const last = (text) => text.replace(/\/$/, '').split('/').pop().replace(/\.[cm]?js$/, '')
  return node.message.includes(last(missing)) || message.split('\n')[0] === node.message.split('\n')[0]
}

/** `x` of "Cannot find package 'x'" and of "Cannot find module 'x/y'". */
function missingPackage(message) {
  const specifier = /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1]
  if (!specifier || /^[./#]/.test(specifier)) return undefined
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/** The file that asks or that does not parse, below the root; undefined where Node does not tell. */
function placeOf({ message, stack, at, code }) {
  const stacked = /Require stack:\n- (\S+)/.exec(message)?.[1] ?? / imported from (\/\S+)/.exec(message)?.[1]
  if (stacked) return stacked
  if (at) return at.file.startsWith('..') ? at.file.replace(/^(\.\.\/)+/, '/node_modules/') : `./${at.file}`
  const first = /^(?:file:\/\/)?(\/node_modules\/[^\n:]*):\d+\n/.exec(stack ?? '')?.[1]
  if (first || code === 'SyntaxError') return first
  return /(?:file:\/\/)?(\/node_modules\/[^\n:)]*):\d+/.exec(stack ?? '')?.[1]
}

/** Tells whether a file is packed in the package, and not in a package that npm put below it. */
function isOwn(file, { name, isPacked }) {
  if (file.startsWith('./')) return true
  if (!file.startsWith('/node_modules/')) return true
  const inside = `/node_modules/${name}/`
  return file.startsWith(inside) && isPacked(file.slice(inside.length))
}

/** "Cannot find module '/node_modules/other/x'" */
function isInAnother(message, { name }) {
  const file = /^(?:Cannot find module|Directory import) '\/node_modules\/([^']+)'/.exec(message)?.[1]
  return Boolean(file) && file !== name && !file.startsWith(`${name}/`)
}

/** "The requested module 'x'": a package that is not this one. */
function isOfAnother(message, { name }) {
  const specifier = /requested module '([^']+)'/.exec(message)?.[1]
  return Boolean(specifier) && !/^[./#]/.test(specifier) && specifier !== name && !specifier.startsWith(`${name}/`) && !specifier.startsWith('node:')
}

/** Tells whether the specifier that `require` did not find stands as a text in the file that asks. */
function isWritten(message, place, { name, read }) {
  const specifier = /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1]
  if (!specifier || !place || specifier.startsWith('/')) return true
  const text = read(place.replace(`/node_modules/${name}/`, '').replace(/^\.\//, ''))
  return ['"', "'", '`'].some((quote) => text.includes(quote + specifier + quote))
}
