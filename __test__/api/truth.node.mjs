// One truth: a trace, check, smoke (which asks this Node) and assertShipsSource say the same of the same tarball.
//
// CORPUS=folder compares trace and check on all tarballs in it, too: each unpacked is its own project.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { check, smoke, trace } from 'packproof'
import { assertShipsSource } from 'packproof/assert'

const place = mkdtempSync(join(tmpdir(), 'packproof-truth-'))
after(() => rmSync(place, { recursive: true, force: true }))
const traced = fileURLToPath(new URL('../../tests/trace/', import.meta.url))
const project = join(traced, 'choir')

/** Holds the entry points of a trace to those of a check. */
function agree(said, report) {
  assert.equal(said.summary.brokenEntryPoints, report.summary.broken)
  assert.deepEqual(said.entryPoints.map(nameOf), report.entryPoints.map(nameOf))
  for (const [place, entry] of said.entryPoints.entries()) {
    const { outcomes } = report.entryPoints[place]
    const known = outcomes.filter((outcome) => outcome.status === 'broken').flatMap((outcome) => outcome.errors.map(textOf))
    assert.equal(entry.ok, entry.errors.length === 0, entry.specifier)
    assert.deepEqual(entry.errors.map(textOf).filter((error) => !known.includes(error)), [], entry.specifier)
    assert(!entry.ok || outcomes.some((outcome) => outcome.status === 'ok'), entry.specifier)
  }
}
const nameOf = ({ kind, subpath, specifier }) => [kind, subpath, specifier]
const textOf = ({ code, message, at }) => JSON.stringify([code, message, at])

for (const name of ['choir-before.tgz', 'choir-after.tgz']) {
  const tarball = join(traced, name)
  test(`${name}: trace says what check says`, async () => {
    agree(await trace(project, { tarball }), await check(tarball))
  })

  test(`${name}: Node says it, too`, async () => {
    const node = Number(process.versions.node.split('.')[0])
    const [said, asked] = await Promise.all([trace(project, { tarball, node }), smoke(tarball, { deps: 'none' })])
    for (const entry of asked.entryPoints) {
      const { ok, errors } = said.entryPoints.find((other) => String(nameOf(other)) === String(nameOf(entry)))
      assert(entry.outcomes.every((outcome) => outcome.agrees !== false), entry.specifier)
      assert(!ok || entry.outcomes.some((outcome) => outcome.node.status === 'ok'), `${entry.specifier} ${errors.map(textOf)}`)
    }
  })

  test(`${name}: a source that arrives is shipped, and no other`, async () => {
    const { modules } = await trace(project, { tarball })
    const ships = (source) => {
      try {
        assertShipsSource(tarball, source, { project })
        return true
      } catch {
        return false
      }
    }
    const own = modules.filter((module) => module.stage !== 'missing' && module.stage !== 'case-differs')
    // Each is asked by a trace of its own: one of each fate is enough.
    const one = [...new Map(own.map((module) => [`${module.stage} ${module.lost} ${module.bins.length > 0}`, module])).values()]
    const wrong = one.filter((module) => ships(module.source) !== (module.stage === 'importable'))
    assert.deepEqual(wrong.map((module) => `${module.source} ${module.stage}`), [])
  })
}

const corpus = process.env.CORPUS
test('a trace repeats the checker on a corpus', { skip: corpus ? false : 'CORPUS=folder names one' }, async () => {
  let count = 0
  for (const name of readdirSync(corpus).filter((name) => name.endsWith('.tgz'))) {
    const tarball = join(corpus, name)
    execFileSync('tar', ['xzf', tarball, '--strip-components', '1', '--no-same-permissions', '-C', place])
    try {
      agree(await trace(place, { tarball }), await check(tarball))
      count += 1
    } catch (error) {
      if (error.code === 'ERR_ASSERTION') error.message = `${name}: ${error.message}`
      throw error
    } finally {
      for (const entry of readdirSync(place)) rmSync(join(place, entry), { recursive: true, force: true })
    }
  }
  assert(count > 0)
  console.log(`${count} tarballs`)
})
