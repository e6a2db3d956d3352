// What consumers should get: the auditor and the conductors, in one place.
export { Auditor } from '../../bin/shared/deployment/auditor.js'
export { UnifiedConductor } from '../../bin/deployment/orchestration/UnifiedConductor.js'
