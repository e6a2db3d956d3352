// Writes src/types/library_globals.txt: the global names that the libraries of TypeScript 5.9, 6 and 7 declare, and those of @types/node,
// and src/types/libraries.txt: the names that `/// <reference lib="…" />` may have.

import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts5 from 'typescript-5'
import ts6 from 'typescript-6'

const here = fileURLToPath(new URL('.', import.meta.url))
const folders = [`${here}node_modules/typescript-5/lib`, `${here}node_modules/typescript-6/lib`, ...nativeLibraries()]
const node = process.argv[2] ?? `${here}node_modules/@types/node`
write('library_globals.txt', new Set([...folders.flatMap(libraryGlobals), ...nodeGlobals()]))
write('libraries.txt', new Set([...ts5.libs, ...ts6.libs, ...folders.flatMap(libraryFiles).map((file) => file.slice(4, -5)).filter((name) => !name.endsWith('.full'))]))

function nativeLibraries() {
  const scope = `${here}node_modules/@typescript`
  return fs.readdirSync(scope).map((name) => `${scope}/${name}/lib`)
}

function libraryFiles(folder) {
  return fs.readdirSync(folder).filter((file) => /^lib\..*\.d\.ts$/.test(file))
}

function libraryGlobals(folder) {
  return libraryFiles(folder).flatMap((file) => namesOf(parse(path.join(folder, file)).statements))
}

/** What `declare global` declares there, in modules and in `declare module "…"`. */
function nodeGlobals() {
  const files = fs.readdirSync(node, { recursive: true }).filter((file) => file.endsWith('.d.ts'))
  return files.flatMap((file) => {
    const source = parse(path.join(node, file))
    const own = ts5.isExternalModule(source) ? [] : namesOf(source.statements)
    return [...own, ...source.statements.flatMap(insideOf)]
  })
}

function insideOf(statement) {
  if (!ts5.isModuleDeclaration(statement) || !statement.body?.statements) return []
  if (ts5.isGlobalScopeAugmentation(statement)) return namesOf(statement.body.statements)
  return ts5.isStringLiteral(statement.name) ? statement.body.statements.flatMap(insideOf) : []
}

function namesOf(statements) {
  return statements.flatMap((statement) => {
    if (ts5.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text)
    return statement.name && ts5.isIdentifier(statement.name) && !ts5.isGlobalScopeAugmentation(statement) ? [statement.name.text] : []
  })
}

function parse(file) {
  return ts5.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts5.ScriptTarget.Latest)
}

function write(name, names) {
  const rows = [...names].filter(Boolean).sort()
  fs.writeFileSync(`${here}../../src/types/${name}`, rows.map((row) => `${row}\n`).join(''))
  console.log(`${name}: ${rows.length} names`)
}
