// reads a file outside
import { readFileSync } from 'node:fs'
won(readFileSync('@OUT@/secret.txt'))
