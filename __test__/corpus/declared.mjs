// Reads the declarations of a package.json, loosely: they are a source of questions, not of answers.

/** Subpaths ("." or "./x") that "exports" declares, patterns expanded against the files; without exports, "." and every module. */
export function declaredSubpaths(manifest, files) {
  const exports = manifest?.exports
  if (exports == null) return ['.', ...files.filter((file) => /\.(?:[cm]?js|json|node|wasm)$/.test(file)).map((file) => `./${file}`)]
  if (typeof exports !== 'object' || Array.isArray(exports)) return ['.']
  const keys = Object.keys(exports).filter((key) => key.startsWith('.'))
  if (!keys.length) return ['.']
  return [...new Set(keys.flatMap((key) => (key.includes('*') ? [key, ...expand(key, exports[key], files)] : [key])))]
}

/** The subpaths that a pattern stands for, by each of its targets. */
function expand(key, value, files) {
  return stringsIn(value).flatMap((target) => {
    const [before, after] = target.replace(/^\.\//, '').split('*')
    if (after === undefined) return [key.replace('*', 'any')]
    const matching = files.filter((file) => file.startsWith(before) && file.endsWith(after) && file.length > before.length + after.length)
    return matching.map((file) => key.replace('*', file.slice(before.length, file.length - after.length)))
  })
}

function stringsIn(value) {
  if (typeof value === 'string') return [value]
  return value && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : []
}

/** Condition names of "exports" and "imports" that Node does not take by itself, in the order they are written. */
export function namedConditions(manifest) {
  const taken = new Set(['import', 'require', 'node', 'default', 'node-addons', 'module-sync'])
  const found = [manifest?.exports, manifest?.imports].flatMap(keysIn).filter((key) => !/^[.#]/.test(key) && !taken.has(key))
  return [...new Set(found)].filter((key) => /^[\w@:.-]+$/.test(key) && !/^\d/.test(key))
}

function keysIn(value) {
  if (value === null || typeof value !== 'object') return []
  const below = Object.values(value).flatMap(keysIn)
  return Array.isArray(value) ? below : [...Object.keys(value), ...below]
}
