// Prints what CHANGELOG.md says of a version: `node release/notes.mjs v1.2.3`.

import { readFileSync } from 'node:fs'

const version = process.argv[2]?.replace(/^v/, '')
const changelog = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8')
const section = changelog.split(/^## /m).find((part) => part.split('\n')[0].split(' ')[0] === version)
if (section === undefined) throw new Error(`CHANGELOG.md has nothing of ${version}`)
console.log(section.split('\n').slice(1).join('\n').trim())
