// Makes the questions about a real package: the specifiers that it declares, and odd ones that nobody should write. They are
// the same on every run.

import { chance, sample } from './chance.mjs'
import { declaredSubpaths, namedConditions } from './declared.mjs'

const source = /\.(?:[cm]?js|jsx)$/

/**
 * `{ specifier, mode, from?, conditions? }[]` for a package of which `manifest` is the parsed package.json (or null),
 * `files` the sorted paths and `read(path)` the text of one.
 */
export function questionsFor({ name, version, manifest, files, read }) {
  const random = chance(`${name}@${version}`)
  const own = files.filter((file) => !file.startsWith('node_modules/'))
  const modules = own.filter((file) => source.test(file))
  const declared = sample(declaredSubpaths(manifest, own), 120, random)
  const specifiers = declared.map((subpath) => name + subpath.slice(1))
  const undeclared = sample(own, 25, random).flatMap((file) => [`${name}/${file}`, `${name}/${file.replace(/\.[^./]+$/, '')}`])
  const folders = sample([...new Set(own.map(folder).filter(Boolean))], 10, random)
  const bent = sample([...specifiers, ...undeclared], 8, random).flatMap((specifier) => bend(specifier, name))

  const asked = [
    ...[name, ...specifiers, ...undeclared, ...folders.map((dir) => `${name}/${dir}`), ...bent, ...bend(name, name)].map((specifier) => ({ specifier })),
    ...oddNames(name).map((specifier) => ({ specifier })),
    ...sample(modules, 30, random).flatMap((from) => writtenIn(read(from), random).map((specifier) => ({ specifier, from }))),
    ...sample(modules, 12, random).flatMap((from) => relativeFrom(from, sample(own, 4, random)).map((specifier) => ({ specifier, from }))),
    ...fromInside(modules, random).flatMap((from) => insideSpecifiers(name, manifest, own, random).map((specifier) => ({ specifier, from }))),
    ...namedConditions(manifest).slice(0, 3).flatMap((condition) => sample([name, ...specifiers], 10, random).map((specifier) => ({ specifier, conditions: [condition] }))),
  ]
  return distinct(asked.flatMap((question) => ['import', 'require'].map((mode) => ({ ...question, mode }))))
}

const folder = (file) => file.slice(0, Math.max(0, file.lastIndexOf('/')))

/** A specifier written in ways that a consumer should not, and sometimes does. */
function bend(specifier, name) {
  const rest = specifier.slice(name.length)
  const last = rest.slice(rest.lastIndexOf('/') + 1)
  const cut = specifier.slice(0, specifier.length - last.length)
  const swap = (text) => (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase())
  return [
    `${specifier}/`, `${specifier}//`, `${specifier}/.`, `${specifier}/..`, `${specifier}.js`, `${specifier}.mjs`, `${specifier}?query`, `${specifier}#hash`,
    `${specifier}%20`, `${specifier} `, `${specifier}%`, `${specifier}%2F`, `${specifier}\\`, `${specifier}/index`, `${specifier}/index.js`, `${specifier}/*`,
    ...(last ? [`${cut}./${last}`, `${cut}/${last}`, `${cut}%2e/${last}`, `${cut}x/../${last}`, `${cut}x/%2E%2e/${last}`, `${cut}${swap(last)}`, `${cut}%${hex(last[0])}${last.slice(1)}`, `${cut.slice(0, -1)}\\${last}`, `${cut.slice(0, -1)}%2f${last}`] : []),
  ]
}

const hex = (character) => character.charCodeAt(0).toString(16).padStart(2, '0')

/** Specifiers around the package's name, its files seen from outside, and others that are malformed. */
function oddNames(name) {
  const scope = name.startsWith('@') ? name.split('/')[0] : `@${name}`
  return [
    scope, `${scope}/`, name.toUpperCase(), `.${name}`, `./${name}`, `../${name}`, `/${name}`, `${name}.js`, `${name}/package.json`, `${name}/package`, `${name}/PACKAGE.json`,
    `${name}/none-such`, `${name}/none/such.js`, `${name}/ünïcode.js`, `${name}/node_modules/x`, `${name}/../${name}`, `${name}/./package.json`, `${name}/%zz`,
    `./node_modules/${name}`, `./node_modules/${name}/`, `./node_modules/${name}/package.json`, `./node_modules/${name}/none.js`, `node_modules/${name}`, `#internal`, '#', '',
    `${name}/__proto__`, `${name}/constructor`, 'node:fs', 'fs/', 'node:none', 'none-such-package', `file:///none.js`, `https://example.org/${name}.js`,
  ]
}

/** Specifiers that the file really has, as far as a regular expression sees (strings and comments too: all the odder). */
function writtenIn(text, random) {
  const found = text.slice(0, 200_000).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n\\]{1,120})\1/g)
  return sample([...new Set([...found].map((match) => match[2]))], 12, random)
}

/** The way from one file to others, whole and with things left out. */
function relativeFrom(from, targets) {
  return targets.flatMap((target) => {
    const way = relative(folder(from), target)
    const dir = folder(way) || '.'
    return [way, way.replace(/\.[^./]+$/, ''), dir, `${dir}/`, `${way}/`, `${way}?x`, way.toUpperCase(), way.replace('./', './/'), `${dir}/%2e/${target.split('/').pop()}`]
  })
}

function relative(dir, target) {
  const [here, there] = [dir ? dir.split('/') : [], target.split('/')]
  while (here.length && there.length > 1 && here[0] === there[0]) {
    here.shift()
    there.shift()
  }
  return (here.length ? '../'.repeat(here.length) : './') + there.join('/')
}

/** Files to ask from: some of the deepest, since those are where nested package.json files are, and any two. */
function fromInside(modules, random) {
  const depth = (file) => file.split('/').length
  const deepest = [...modules].sort((a, b) => depth(b) - depth(a) || (a < b ? -1 : 1)).slice(0, 20)
  return [...new Set([...sample(deepest, 3, random), ...sample(modules, 3, random)])]
}

/** Self-references, "imports", and the packages it says it needs. */
function insideSpecifiers(name, manifest, own, random) {
  const dependencies = ['dependencies', 'peerDependencies', 'bundleDependencies', 'bundledDependencies'].flatMap((field) => {
    const value = manifest?.[field]
    return Array.isArray(value) ? value : Object.keys(value ?? {})
  })
  const imports = Object.keys(manifest?.imports ?? {}).flatMap((key) => (key.includes('*') ? [key.replace('*', 'x'), key.replace('*', ''), key] : [key]))
  const subpaths = sample(declaredSubpaths(manifest, own), 5, random).map((subpath) => name + subpath.slice(1))
  return [name, `${name}/`, `${name}/none-such`, `${name}/package.json`, ...subpaths, ...imports, '#', '#none', '#/none', '#none/', '.', './', '..', '../', ...sample(dependencies, 6, random)].map(String)
}

function distinct(questions) {
  const seen = new Map(questions.map((question) => [JSON.stringify(question), question]))
  return [...seen.values()]
}
