// Brings the version that changesets chose to all other places: `npm run release:version` calls both.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = process.cwd()
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Each place has exactly one match, or the release stops here. */
function replace(file, pattern, by) {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}`)
  writeFileSync(path, text.replace(pattern, by))
}

replace('Cargo.toml', /^version = ".*"$/m, `version = "${version}"`)
replace('Cargo.lock', /^(name = "packproof"\nversion = ").*"$/m, `$1${version}"`)
replace('package-lock.json', /^ {2}"version": ".*"/m, `  "version": "${version}"`)
replace('package-lock.json', /^( {4}"": \{\n {6}"name": "packproof",\n {6}"version": ").*"/m, `$1${version}"`)
moveUnreleased()

/** The new version's section follows the title, as changesets writes it; "Unreleased" stays, empty, above it. */
function moveUnreleased() {
  const path = join(root, 'CHANGELOG.md')
  const text = readFileSync(path, 'utf8')
  const parts = text.split(/^(?=## )/m)
  const named = (name) => parts.findIndex((part) => part.startsWith(`## ${name}\n`))
  const [fresh, waiting] = [named(version), named('Unreleased')]
  if (fresh < 0 || waiting < 0) throw new Error(`CHANGELOG.md has no "## ${version}" or no "## Unreleased"`)
  const body = (part) => part.slice(part.indexOf('\n') + 1).trim()
  const section = [body(parts[fresh]), body(parts[waiting])].filter(Boolean).join('\n\n')
  const rest = parts.filter((_, at) => at !== fresh && at !== waiting)
  const [title, ...older] = rest
  writeFileSync(path, [title, '## Unreleased\n\n', `## ${version}\n\n${section}\n\n`, ...older].join('').trimEnd() + '\n')
}
