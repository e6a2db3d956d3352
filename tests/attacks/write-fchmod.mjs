// changes a file of the package by a descriptor for reading
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
const fd = fs.openSync(fileURLToPath(import.meta.url))
const before = fs.fstatSync(fd)
for (const change of [() => fs.fchmodSync(fd, 0o777), () => fs.futimesSync(fd, 1, 1), () => fs.ftruncateSync(fd), () => fs.writeSync(fd, 'x')]) attempt(change)
const after = fs.fstatSync(fd)
if (after.mode !== before.mode || after.mtimeMs !== before.mtimeMs || after.size !== before.size) won('CANARY')
