// changes the working directory and reads what lies there
import { readFileSync } from 'node:fs'
process.chdir('@OUT@')
won(readFileSync('secret.txt'))
