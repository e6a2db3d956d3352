import { log } from './shared/log.js'

/** Runs steps, one after another. */
export class Orchestrator {
  async run(steps) {
    for (const step of steps) {
      log(step.name)
      await step()
    }
  }
}
