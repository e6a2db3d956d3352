import { tune } from './tuning.js'

export const serve = (name) => tune(name)
