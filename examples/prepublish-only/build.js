// Stands for a compiler.
import { cpSync, rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
cpSync('src', 'dist', { recursive: true })
