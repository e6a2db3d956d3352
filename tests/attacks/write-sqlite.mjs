// writes by a database that it opens, attaches or copies outside
import { createRequire } from 'node:module'
const { DatabaseSync, backup } = createRequire(import.meta.url)('node:sqlite')
const memory = () => new DatabaseSync(':memory:')
attempt(() => new DatabaseSync('@OUT@/opened.db').exec('create table a (b)'))
attempt(() => memory().exec("attach database '@OUT@/attached.db' as other; create table other.a (b)"))
attempt(() => memory().exec("vacuum into '@OUT@/vacuumed.db'"))
await attempt(() => backup(memory(), '@OUT@/copied.db'))
