#!/usr/bin/env node
import { Auditor } from './shared/deployment/auditor.js'
import { pitch } from './shared/pitch.js'

console.log(new Auditor().audit(process.argv.slice(2)).map(pitch))
