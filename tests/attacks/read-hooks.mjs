// registers hooks for loading, which run on a thread of their own, and read
import { register } from 'node:module'
const code = "import fs from 'node:fs'; import { writeFileSync } from 'node:fs'; export async function load(url, context, next) { return url.includes('hooked') ? { format: 'json', shortCircuit: true, source: JSON.stringify(fs.readFileSync('@OUT@/secret.txt', 'utf8')) } : next(url, context) } export async function resolve(name, context, next) { return name.includes('hooked') ? { url: 'file:///hooked.json', format: 'json', shortCircuit: true } : next(name, context) }"
register(`data:text/javascript,${encodeURIComponent(code)}`)
won((await import('hooked', { with: { type: 'json' } })).default)
