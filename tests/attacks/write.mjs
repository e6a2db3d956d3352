// writes a file outside
import { writeFileSync } from 'node:fs'
writeFileSync('@OUT@/written', 'x')
