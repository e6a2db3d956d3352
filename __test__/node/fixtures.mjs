// The fixtures: small packages as txtar files with the questions to ask about them, and how to lay them out for Node.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const fixturesDir = fileURLToPath(new URL('../../tests/fixtures/', import.meta.url))

/** Every fixture, by name: `{ name, package, about, questions, files: [{ path, text }] }`. */
export function fixtures() {
  const names = readdirSync(fixturesDir).filter((file) => file.endsWith('.txtar')).sort()
  return names.map((file) => readFixture(file.slice(0, -'.txtar'.length), readFileSync(join(fixturesDir, file), 'utf8')))
}

export function readFixture(name, text) {
  const { comment, files } = readTxtar(text)
  const packageName = nameOf(files)
  const lines = comment.split('\n')
  const asked = lines.filter((line) => line.startsWith('ask: ')).map((line) => line.slice('ask: '.length))
  const questions = (asked.length ? asked : [`both ${written(packageName)}`]).flatMap(readQuestion)
  return { name, package: packageName, about: lines[0], questions, files }
}

/** Go's txtar: a comment, then files, each begun by a line `-- path --`. */
export function readTxtar(text) {
  const parts = text.split(/^-- (.+) --\n/m)
  const files = []
  for (let at = 1; at < parts.length; at += 2) files.push({ path: parts[at].trim(), text: parts[at + 1] })
  return { comment: parts[0], files }
}

/** The name its package.json gives, read leniently since many a fixture's package.json is broken; else 'fixture'. */
function nameOf(files) {
  const manifest = files.find(({ path }) => path === 'package.json')?.text ?? ''
  return /^\uFEFF?\{\s*"name": "([^"]+)"/.exec(manifest)?.[1] ?? 'fixture'
}

/** `import|require|both SPECIFIER [from FILE] [with a,b]`; a specifier with spaces, or an empty one, as a JSON string. */
export function readQuestion(line) {
  const match = /^(import|require|both) ("(?:[^"\\]|\\.)*"|\S+)(?: from (\S+))?(?: with (\S+))?$/.exec(line)
  if (!match) throw new Error(`not a question: ${line}`)
  const [, mode, written, from, conditions] = match
  const specifier = written.startsWith('"') ? JSON.parse(written) : written
  return (mode === 'both' ? ['import', 'require'] : [mode]).map((mode) => ({
    mode,
    specifier,
    ...(from && { from }),
    ...(conditions && { conditions: conditions.split(',') }),
  }))
}

/** The question as one line again, which is its name in the recorded answers. */
export function writeQuestion({ mode, specifier, from, conditions }) {
  return `${mode} ${written(specifier)}${from ? ` from ${from}` : ''}${conditions ? ` with ${conditions}` : ''}`
}

/** A specifier in a question, which a space would end. */
function written(specifier) {
  return /^[^\s"]+$/.test(specifier) ? specifier : JSON.stringify(specifier)
}

/** Unpacks a fixture as `root/node_modules/<package>`. */
export function layOut(fixture, root) {
  const dir = join(root, 'node_modules', fixture.package)
  mkdirSync(dir, { recursive: true })
  for (const { path, text } of fixture.files) {
    const file = join(dir, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
