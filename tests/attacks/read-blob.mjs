// opens a file outside as a blob
import fs from 'node:fs'
await attempt(async () => won(await (await fs.openAsBlob('@OUT@/secret.txt')).text()))
