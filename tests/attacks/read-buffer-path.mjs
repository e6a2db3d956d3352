// reads by a path of bytes that climbs out of the room
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
const here = fileURLToPath(new URL('.', import.meta.url))
const climbing = `${here}${'../'.repeat(here.split('/').length)}@OUT@/secret.txt`
for (const path of [Buffer.from(climbing), new TextEncoder().encode(climbing), climbing])
  attempt(() => won(readFileSync(path)))
