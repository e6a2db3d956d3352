import { Auditor } from '../../shared/deployment/auditor.js'

export class BaseConductor {
  constructor(score) {
    this.score = score
    this.auditor = new Auditor()
  }
}
