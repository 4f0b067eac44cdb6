import { type Deployment, isInForce } from '#shared/domain/deployment.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { fromStored } from './collections.ts'
import type { Store } from './store.ts'

type DeploymentStore = Pick<Store, 'deployments'>

/** The deployment that runs in a project, in force or not; null where none does. */
export async function runningDeployment(store: DeploymentStore, projectId: ProjectId): Promise<Deployment | null> {
  const row = await store.deployments.findOne({ projectId, state: 'running' })
  return row && fromStored(row)
}

/** The deployment that says who suggests on which images now; null where the champion alone does. */
export async function deploymentInForce(
  store: DeploymentStore,
  project: Pick<Project, 'id' | 'champion'>,
): Promise<Deployment | null> {
  const running = await runningDeployment(store, project.id)
  return isInForce(project, running) ? running : null
}

/** Whether a version that is to begin on a part of the images finds them free: while others are compared there, it has to wait. */
export async function mayBegin(store: DeploymentStore, project: Project, version: number): Promise<boolean> {
  if (project.loop.gate.rollout !== 'canary') return true
  const inForce = await deploymentInForce(store, project)
  return inForce === null || inForce.challenger === version
}
