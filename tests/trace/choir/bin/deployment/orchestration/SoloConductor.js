import { BaseConductor } from './BaseConductor.js'

export class SoloConductor extends BaseConductor {
  perform() {
    return this.auditor.audit([this.score, 'Solo'])
  }
}
