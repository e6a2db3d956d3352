import { SectionConductor } from './SectionConductor.js'

export class FullConductor extends SectionConductor {
  perform() {
    return this.auditor.audit([this.score, 'Full'])
  }
}
