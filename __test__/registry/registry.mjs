// A registry of npm packages on a loopback port, in a folder of its own.

import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const verdaccio = fileURLToPath(new URL('node_modules/verdaccio/bin/verdaccio', import.meta.url))

/** Anyone may publish, and nothing is asked of another registry. */
const CONFIG = `storage: ./storage
auth: { htpasswd: { file: ./htpasswd, max_users: -1 } }
packages: { '**': { access: $all, publish: $all, unpublish: $all } }
max_body_size: 100mb
web: { enable: false }
log: { type: stdout, format: json, level: warn }
`

/** Starts a registry; it ends with `close`. */
export async function startRegistry(folder) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.yaml'), CONFIG)
  const host = `127.0.0.1:${await freePort()}`
  const child = spawn(process.execPath, [verdaccio, '--config', join(folder, 'config.yaml'), '--listen', host], { cwd: folder })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const close = () => {
    child.kill()
    return ended
  }
  for (let tries = 0; tries < 300; tries++) {
    const answered = await fetch(`http://${host}/-/ping`).then(({ ok }) => ok, () => false)
    if (answered) return { url: `http://${host}/`, host, close, said: () => said }
    if (child.exitCode !== null) break
    await setTimeout(100)
  }
  await close()
  throw new Error(`the registry does not answer: ${said}`)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
