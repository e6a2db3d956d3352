import { FullConductor } from './FullConductor.js'
import { SectionConductor } from './SectionConductor.js'
import { SoloConductor } from './SoloConductor.js'

export class UnifiedConductor {
  constructor(score, size = 1) {
    const Conductor = size > 40 ? FullConductor : size > 1 ? SectionConductor : SoloConductor
    this.conductor = new Conductor(score)
  }

  perform() {
    return this.conductor.perform()
  }
}
