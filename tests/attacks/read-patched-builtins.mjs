// reads with functions replaced that the permission model might call
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
const inside = fileURLToPath(import.meta.url)
path.resolve = path.toNamespacedPath = () => inside
Buffer.prototype.utf8Write = String.prototype.startsWith = () => inside
attempt(() => won(fs.readFileSync('@OUT@/secret.txt')))
attempt(() => won(fs.readFileSync(Buffer.from('@OUT@/secret.txt'))))
