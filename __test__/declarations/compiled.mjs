// Asks a compiler that is a library about a package: the file of each entry point, and the names that it declares.

import { LIBRARY } from './consumers.mjs'
import { hostOf } from './package-files.mjs'
import { formatOf, MODES, optionsOf } from './modes.mjs'

/** Differences between the report of packproof and the answers of this TypeScript: `{ cells, names, differences }`. */
export function compareWith(ts, files, report) {
  const entries = report.entryPoints.filter((entry) => entry.types?.length > 0)
  const root = `/node_modules/${report.package.name}`
  const host = { ...hostOf(files, root), useCaseSensitiveFileNames: () => true }
  const sum = { cells: 0, names: 0, differences: [] }
  for (const mode of Object.keys(MODES)) compareMode(ts, mode, entries, host, root, sum)
  return sum
}

function compareMode(ts, mode, entries, host, root, sum) {
  const options = optionsOf(ts, mode)
  const importer = `/index${MODES[mode].extension}`
  const resolve = (specifier) => ts.resolveModuleName(specifier, importer, options, host, undefined, undefined, formatOf(ts, mode)).resolvedModule?.resolvedFileName
  const cells = entries.map((entry) => ({ entry, types: entry.types.find((types) => types.mode === mode), file: resolve(entry.specifier) }))
  const differs = (entry, text) => sum.differences.push(`${entry.specifier} ${mode}, TypeScript ${ts.version}: ${text}`)
  for (const { entry, types, file } of cells) {
    const expected = file?.slice(root.length + 1) ?? null
    sum.cells += 1
    if (expected !== types.target) differs(entry, `it takes ${expected}, packproof ${types.target}`)
  }
  const typed = cells.filter(({ file }) => file && /\.[cm]?tsx?$/.test(file))
  const program = programOf(ts, [...new Set(typed.map(({ file }) => file))], options, host)
  const checker = program.getTypeChecker()
  const seen = new Map()
  for (const { file } of typed) if (!seen.has(file)) seen.set(file, namesOf(ts, checker, program.getSourceFile(file)))
  if (program.getSourceFiles().some(({ text }) => /export\s+type\s*\*/.test(text))) dropTypes(ts, importer, typed, seen, options, host)
  for (const { entry, types, file } of typed) {
    const names = seen.get(file)
    if (!names) continue
    sum.names += types.names.length
    const { values, unknown } = names
    const none = types.names.filter((name) => !values.has(name))
    if (none.length > 0) differs(entry, `no values: ${none.map((name) => (unknown.has(name) ? `${name} (unknown)` : name)).join(', ')}`)
    const missed = [...values].filter((name) => (types.complete ? !types.names.includes(name) : types.typeNames.includes(name)))
    if (missed.length > 0) differs(entry, `values that packproof does not have: ${missed.join(', ')}`)
  }
}

function programOf(ts, files, options, disk) {
  const rootNames = ['/library.d.ts', ...files]
  const host = {
    ...disk,
    getSourceFile: (file, languageVersion) => {
      const text = file === '/library.d.ts' ? LIBRARY : disk.readFile(file)
      return text === undefined ? undefined : ts.createSourceFile(file, text, languageVersion)
    },
    getDefaultLibFileName: () => '/lib.d.ts',
    getCanonicalFileName: (file) => file,
    getNewLine: () => '\n',
    writeFile: () => {},
  }
  return ts.createProgram({ rootNames, options, host })
}

/** The names that a module exports: those that are values, and those of which nothing is known. */
function namesOf(ts, checker, file) {
  const module = file && checker.getSymbolAtLocation(file)
  if (!module) return undefined
  const values = new Set()
  const unknown = new Set()
  // The properties of a value that `export =` hands over can be imported, too.
  for (const symbol of checker.getExportsAndPropertiesOfModule(module)) {
    const name = ts.unescapeLeadingUnderscores(symbol.escapedName)
    if (['export=', 'prototype'].includes(name)) continue
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    if (checker.isUnknownSymbol(target)) unknown.add(name)
    else if (target.flags & ts.SymbolFlags.Value && !isTypeOnly(checker, symbol)) values.add(name)
  }
  return { values, unknown }
}

/** Drops what a consumer cannot use as a value: a list of exports does not show what `export type *` leads to. */
function dropTypes(ts, importer, typed, seen, options, host) {
  const names = ({ file }) => [...(seen.get(file)?.values ?? [])]
  const clause = (cell) => names(cell).map((name, index) => `${JSON.stringify(name)} as v${index}`)
  const text = typed.map((cell) => `import { ${clause(cell).join(', ')} } from ${JSON.stringify(cell.entry.specifier)};`).join('\n')
  const disk = { ...host, fileExists: (file) => file === importer || host.fileExists(file), readFile: (file) => (file === importer ? text : host.readFile(file)) }
  const program = programOf(ts, [importer], options, disk)
  const checker = program.getTypeChecker()
  program.getSourceFile(importer).statements.forEach(({ importClause }, at) => {
    for (const { name, propertyName } of importClause.namedBindings.elements) {
      const symbol = checker.getSymbolAtLocation(name)
      checker.getAliasedSymbol(symbol)
      if (isTypeOnly(checker, symbol)) seen.get(typed[at].file).values.delete(propertyName.text)
    }
  })
}

const isTypeOnly = (checker, symbol) => checker.getTypeOnlyAliasDeclaration?.(symbol) !== undefined
