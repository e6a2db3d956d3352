// Packs the package once for all test files, before vitest's five seconds for a test begin.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from 'packproof'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The path of the tarball. */
    tarball: string
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'))
  const tarball = join(folder, 'package.tgz')
  await writeFile(tarball, await pack('.'))
  project.provide('tarball', tarball)
  return () => rm(folder, { recursive: true })
}
