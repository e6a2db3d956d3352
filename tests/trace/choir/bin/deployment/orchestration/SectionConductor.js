import { BaseConductor } from './BaseConductor.js'

export class SectionConductor extends BaseConductor {
  perform() {
    return this.auditor.audit([this.score, 'Section'])
  }
}
