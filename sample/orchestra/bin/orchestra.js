#!/usr/bin/env node
import { cello, oboe, tune } from '../dist/index.js'

for (const { name, hertz } of tune([oboe, cello])) console.log(`${name}: ${hertz} Hz`)
