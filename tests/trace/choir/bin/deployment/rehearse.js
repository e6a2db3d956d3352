import { UnifiedConductor } from './orchestration/UnifiedConductor.js'

export function rehearse(score) {
  return new UnifiedConductor(score).perform()
}
