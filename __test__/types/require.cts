// The types in CommonJS.
import packproof = require('packproof')
import type { Package } from 'packproof'

const { checkSync, openSync } = packproof
const pkg: Package = openSync('a.tgz')
const ok: boolean = checkSync(pkg, { strict: true }).ok
packproof.open(pkg).then((opened) => opened.files)

export = { ok }
