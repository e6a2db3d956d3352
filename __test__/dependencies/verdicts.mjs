// Compares Node's verdict on an entry point with packproof's, where the dependencies are installed. This is the one place that knows
// what counts as agreement.

/** Codes of errors that follow from the text of the files alone. */
const staticCodes = new Set([
  'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_PACKAGE_IMPORT_NOT_DEFINED', 'ERR_INVALID_PACKAGE_TARGET',
  'ERR_INVALID_PACKAGE_CONFIG', 'ERR_INVALID_MODULE_SPECIFIER', 'ERR_UNSUPPORTED_DIR_IMPORT', 'ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNKNOWN_BUILTIN_MODULE',
  'ERR_UNSUPPORTED_ESM_URL_SCHEME', 'ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_CYCLE_MODULE', 'ERR_IMPORT_ATTRIBUTE_MISSING', 'ERR_IMPORT_ASSERTION_TYPE_MISSING',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING', 'ERR_UNKNOWN_MODULE_FORMAT', 'SyntaxError',
])
const staticReference = /^Cannot access '.*' before initialization$|^(exports|require|module|__filename|__dirname) is not defined in ES module scope/

/** The kinds of results, those first that must not be there. */
export const kinds = ['false alarm', 'missed', 'wrong names', 'other cause', 'equal', 'unknown', 'chance', 'absent', 'unmade', 'not static', 'not run', 'no answer']

/**
 * `link` and `run` are the oracles' answers (`run` undefined where it was not asked), `outcome` is packproof's. `subject` knows the
 * package: `declared(name)`, `isOptional(name, importer)` (for the package that the importing file belongs to), `isInstalled(name)`,
 * `isMade(message)` (packproof warns that an install script makes the file). Gives `{ kind, detail? }`:
 *   'false alarm'  Node loads what packproof calls broken
 *   'missed'       Node cannot link it, or fails for a static reason while it runs, and packproof calls it ok
 *   'wrong names'  packproof has a name that is not there, or lacks one where it says that it has them all
 *   'other cause'  both call it broken, for other reasons
 *   'equal'        both say the same
 *   'unknown'      Node fails for a static reason, and packproof says that it does not know all
 *   'chance'       packproof misses a package that nobody declares, which lies there by chance
 *   'absent'       Node misses an optional package, which its consumer may leave out
 *   'not static'   running fails for a reason that no text tells: a browser's global, an environment, a computed path
 *   'not run'      packproof calls broken what links, and nobody ran
 *   'no answer'    Node took too long
 */
export function compareVerdicts({ mode, link, run }, outcome, subject) {
  const answer = link.code ? link : (run ?? link)
  if (answer.code === 'TIMEOUT') return { kind: 'no answer' }
  if (!outcome) return link.code?.endsWith('MODULE_NOT_FOUND') ? { kind: 'equal' } : { kind: 'missed', detail: 'no outcome speaks of it' }
  if (!answer.code) return loaded({ mode, link, run }, outcome, subject)
  const detail = `${link.code ? 'link' : 'run'}: ${answer.code} ${answer.message.split('\n')[0]}`
  const lost = missingPackage(answer.message)
  const isOptional = () => subject.isOptional(lost, importerOf(answer.message))
  const isStatic = staticCodes.has(answer.code) || staticReference.test(answer.message)
  if (outcome.status === 'broken') {
    if (outcome.errors.some((error) => isSame(error, answer))) return { kind: 'equal' }
    if (outcome.errors.every((error) => isByChance(error, subject))) return { kind: 'chance', detail }
    if (lost && isOptional()) return { kind: 'absent', detail }
    return { kind: isStatic ? 'other cause' : 'not static', detail }
  }
  if (!isStatic) return { kind: 'not static', detail }
  if (lost && isOptional()) return { kind: 'absent', detail }
  if (subject.isMade(answer.message)) return { kind: 'unmade', detail }
  return { kind: outcome.exportsComplete || !link.code ? 'missed' : 'unknown', detail }
}

function loaded({ mode, link, run }, outcome, subject) {
  if (outcome.status === 'broken') {
    if (outcome.errors.every((error) => isByChance(error, subject))) return { kind: 'chance' }
    return { kind: run || link.names ? 'false alarm' : 'not run', detail: 'loads' }
  }
  const names = mode === 'import' || outcome.format === 'module' ? link.names : undefined
  return names?.length ? compareNames(names, outcome) : { kind: 'equal' }
}

function compareNames(names, { exports, exportsComplete }) {
  const [there, said] = [new Set(names), new Set(exports)]
  const extra = exports.filter((name) => !there.has(name))
  const lacking = exportsComplete ? names.filter((name) => !said.has(name)) : []
  if (!extra.length && !lacking.length) return { kind: 'equal' }
  return { kind: 'wrong names', detail: `Node has ${some(lacking)} besides, has not ${some(extra)}` }
}

const some = (names) => `${names.length ? names.slice(0, 6).join(', ') : 'none'}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`

/** The package misses one that it does not declare, and that is there all the same, or is a package that the consumer asks for. */
function isByChance({ code, missing, package: inside }, { declared, isInstalled }) {
  if (inside || !/^(ERR_)?MODULE_NOT_FOUND$/.test(code)) return false
  return Boolean(missing) && isInstalled(missing) && !declared(missing)
}

/** Tells whether two errors have the same code, are about the same thing and, where Node tells it, stand in the same line of a file of that name. */
function isSame({ code, message, missing, at }, node) {
  if (code !== node.code && !(code === 'ReferenceError' && node.name === 'ReferenceError')) return false
  if (at && node.at && (last(at.file) !== last(node.at.file) || at.line !== node.at.line)) return false
  return words(message) === words(node.message) || (code !== 'SyntaxError' && Boolean(missing) && words(node.message).includes(last(missing)))
}

/** The sentence of an error; of paths, which begin elsewhere for each program, the last part stays. */
function words(message) {
  const [sentence] = message.split(/\n| imported from /)
  const named = unfoundName(sentence)
  if (named) return named
  const required = /^require\(\) of ES Module (\S+)/.exec(sentence)
  if (required) return `require() of ES Module ${last(required[1])}`
  if (/ in JSON\b|is not valid JSON$/.test(sentence)) return 'JSON'
  if (/^(Invalid or u|U)nexpected |^missing /.test(sentence)) return 'syntax'
  const quoted = sentence.replace(/(["'])([^"']*\/[^"']*|package\.json)\1/g, (_, quote, path) => quote + last(path) + quote)
  return quoted.replace(/ in \/\S*node_modules\//, ' in ').replace(/\.$/, '')
}

/** A name that is not exported. Node's longer words for CommonJS come with `import` only, and packproof says a fault once. */
function unfoundName(sentence) {
  const long = /^Named export '(.*)' not found\. The requested module '(.*?)' is a CommonJS module/.exec(sentence)
  const plain = /^The requested module '(.*)' does not provide an export named '(.*)'/.exec(sentence)
  if (long) return `${long[1]} of ${long[2]}`
  return plain ? `${plain[2]} of ${plain[1]}` : undefined
}

const last = (path) => path.replace(/\/$/, '').split('/').pop().replace(/\.[cm]?js$/, '')

/** The file that asks for what is not found, as Node's path from the room. */
function importerOf(message) {
  return /imported from (\/.*)$/m.exec(message)?.[1] ?? /Require stack:\n- (.*)/.exec(message)?.[1]
}

/** `x` of "Cannot find package 'x'" and of "Cannot find module 'x/y'". */
function missingPackage(message) {
  const specifier = /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1]
  if (!specifier || /^[./#]/.test(specifier)) return undefined
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}
