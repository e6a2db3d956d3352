// reads a database outside, opened or attached
import { createRequire } from 'node:module'
const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite')
const read = (database, table) => won(JSON.stringify(database.prepare(`select * from ${table}`).all()))
attempt(() => read(new DatabaseSync('@OUT@/secret.db', { readOnly: true }), 'secrets'))
attempt(() => {
  const database = new DatabaseSync(':memory:')
  database.exec("attach database 'file:@OUT@/secret.db?mode=ro' as other")
  read(database, 'other.secrets')
})
attempt(() => {
  const database = new DatabaseSync(':memory:')
  database.exec("attach database '@OUT@/secret.db' as other")
  read(database, 'other.secrets')
})
