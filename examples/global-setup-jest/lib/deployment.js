import { Orchestrator } from './index.js'

export class DeploymentOrchestrator extends Orchestrator {
  deploy(build, upload) {
    return this.run([build, upload])
  }
}
