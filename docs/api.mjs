// Writes docs/api.md from the declarations that users' editors show, with the TypeScript compiler's parser: `node docs/api.mjs`.
// `__test__/docs` tests that the page is current.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = new URL('../', import.meta.url)

/** The parts of the page, and the declarations that each is written from. */
const parts = [
  ['packproof', 'index.d.ts'],
  ['packproof/vitest and packproof/jest', 'matchers/index.d.ts'],
  ['packproof/assert', 'matchers/assert.d.ts'],
]

const intro = `# The JavaScript API

The types of the API with their comments, to be read from top to bottom. Written from the declarations by \`node docs/api.mjs\`.
`

/** The names that have a heading on the page. */
const declared = new Set()

/** Returns the page. */
export function page() {
  const there = parts.filter(([, file]) => existsSync(new URL(file, root))).map(([title, file]) => [title, exported(file)])
  for (const [, named] of there) for (const name of named.keys()) declared.add(name)
  const sections = there.map(([title, named]) => part(title, named))
  return `${[intro, ...sections].join('\n').replace(/\n{3,}/g, '\n\n').trimEnd()}\n`
}

/** Returns the exported declarations of a file, grouped by name. */
function exported(file) {
  const text = readFileSync(new URL(file, root), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  return groups(source.statements.filter(isExported), (statement) => statement.name.text)
}

function part(title, named) {
  const links = [...named.keys()].map(link)
  return [`## ${title}\n`, `${links.join(' · ')}\n`, ...[...named].map(([name, group]) => declaration(name, group))].join('\n')
}

function isExported(statement) {
  return statement.name && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

/** Writes a function with its overloads, an interface or a type. */
function declaration(name, group) {
  const [first] = group
  const heading = `### ${name}\n`
  if (ts.isFunctionDeclaration(first)) return `${heading}\n${callable(group)}`
  if (ts.isInterfaceDeclaration(first)) return `${heading}\n${documentation(first)}\n${group.flatMap(members).join('\n')}`
  if (first.type.getText().includes('/**')) return `${heading}\n${documentation(first)}\n${alternatives(first.type)}`
  return `${heading}\n${block(first.getText().replace(/^export /, ''))}\n${documentation(first)}`
}

/** Writes the members of a union, each with the comment in front of it. */
function alternatives(union) {
  const rows = union.types.map((type, nth) => {
    const from = nth === 0 ? union.getFullStart() : union.types[nth - 1].getEnd()
    const [, comment = ''] = /\/\*\*(.*?)\*\//s.exec(union.getSourceFile().text.slice(from, type.getStart())) ?? []
    const text = comment.trim().replaceAll(/\{@link (\w+)\}/g, (_, name) => link(name))
    return `| \`${type.getText()}\` | ${cell(text)} |`
  })
  return `| | |\n|---|---|\n${rows.join('\n')}\n`
}

/** Writes the properties of an interface in a table, then its methods one by one. */
function members(node) {
  const properties = node.members.filter(ts.isPropertySignature)
  const methods = groups(node.members.filter(ts.isMethodSignature), (method) => method.name.text)
  const extended = node.heritageClauses?.map((clause) => `It ${clause.getText().replace(/ (.+)/, ' `$1`')}.\n`) ?? []
  const rows = properties.flatMap((property) => row(property))
  const table = rows.length > 0 ? [`| property | type | |\n|---|---|---|\n${rows.join('\n')}\n`] : []
  return [...extended, ...table, ...[...methods].map(([name, group]) => `#### ${node.name.text}.${name}\n\n${callable(group)}`)]
}

/** Writes a property; if its type is an object, that one's properties follow it. */
function row(property, above = '') {
  const name = `${above}${property.name.getText()}`
  const optional = property.questionToken ? '?' : ''
  const isObject = property.type && ts.isTypeLiteralNode(property.type)
  const type = isObject ? 'object' : property.type?.getText() ?? 'unknown'
  const own = `| \`${name}${optional}\` | \`${type.replaceAll('|', '\\|')}\` | ${cell(comments(property).join(' '))} |`
  return isObject ? [own, ...property.type.members.filter(ts.isPropertySignature).flatMap((inner) => row(inner, `${name}.`))] : [own]
}

/** Writes each signature of a function with its comment below it. */
function callable(group) {
  return group.map((node) => `${block(signature(node))}\n${documentation(node)}`).join('\n')
}

function signature(node) {
  return node.getText().replace(/^export (declare )?function /, '')
}

/** Writes a comment: its text, parameters, result, errors and examples. */
function documentation(node) {
  const tags = ts.getJSDocTags(node)
  const of = (name) => tags.filter(({ tagName }) => tagName.text === name).map((tag) => tag)
  const parameters = of('param').map((tag) => `- \`${tag.name.getText()}\`: ${inline(tag.comment)}`)
  const throws = of('throws').map((tag) => `Throws ${thrown(tag)}${inline(tag.comment)}`)
  const returns = of('returns').map((tag) => `Returns ${inline(tag.comment)}`)
  const examples = of('example').map((tag) => block(plain(tag.comment), 'js'))
  const parts = [...comments(node), parameters.join('\n'), ...returns, ...throws, ...examples]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

/** Returns the type of an error, if the tag names it. */
function thrown({ typeExpression }) {
  const name = typeExpression?.type.getText()
  return name ? `${link(name)} ` : ''
}

/** Returns the text of the comment itself, as Markdown. */
function comments(node) {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map((comment) => inline(comment.comment)).filter(Boolean)
}

/** Returns a text with its links; the lines of a paragraph stay as they are. */
function inline(comment) {
  if (comment === undefined || typeof comment === 'string') return comment ?? ''
  return comment.map((part) => (part.name ? `${link(part.name.getText())}${part.text}` : part.text)).join('')
}

function plain(comment) {
  return typeof comment === 'string' ? comment : ts.getTextOfJSDocComment(comment) ?? ''
}

/** Groups nodes by name, in the order of the first of each. */
function groups(nodes, nameOf) {
  const groups = new Map()
  for (const node of nodes) groups.set(nameOf(node), [...(groups.get(nameOf(node)) ?? []), node])
  return groups
}

function block(code, language = 'ts') {
  return `\`\`\`${language}\n${code.trim()}\n\`\`\`\n`
}

function cell(text) {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|')
}

/** Returns a name, with a link if it has a heading on this page. */
function link(name) {
  return declared.has(name) ? `[\`${name}\`](#${name.toLowerCase()})` : `\`${name}\``
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('docs/api.md', root), page())
