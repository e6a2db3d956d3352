// Runs one tool on one file, again and again: `one.mjs TOOL FILE RUNS` prints the least CPU and wall time in milliseconds and the
// peak memory of the process in megabytes. Runs stop early once they have taken ten seconds.

import { readFileSync } from 'node:fs'

const [tool, file, runs] = process.argv.slice(2)
const bytes = readFileSync(file)
const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
const ask = await {
  async packproof() {
    const { default: packproof } = await import('../../index.js')
    return () => packproof.checkSync(bytes).summary
  },
  async publint() {
    const { publint } = await import('publint')
    return () => publint({ pack: { tarball: data } })
  },
  async attw() {
    const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core')
    return () => checkPackage(createPackageFromTarballData(new Uint8Array(data)))
  },
}[tool]()

const least = { cpu: Infinity, wall: Infinity }
const begin = performance.now()
for (let run = 0; run <= Number(runs); run++) {
  const cpu = process.cpuUsage()
  const wall = performance.now()
  await ask()
  const used = process.cpuUsage(cpu)
  least.cpu = Math.min(least.cpu, (used.user + used.system) / 1e3)
  least.wall = Math.min(least.wall, performance.now() - wall)
  if (performance.now() - begin > 10_000) break
}
console.log(JSON.stringify({ ...least, memory: process.resourceUsage().maxRSS / 1024 }))
