import type { Deployment, Standing } from '#shared/domain/deployment.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Bus } from './bus.ts'
import { decidedImages } from './deployment/decided-images.ts'
import { endDeployment, endSuperseded } from './deployment/deployment-records.ts'
import { shownBy, standingOf } from './deployment/judge-standing.ts'
import { loadModel, promoteModel } from './models/model-records.ts'
import { runningDeployment } from './store/deployments.ts'
import { loadProject, recordDecision } from './store/projects.ts'
import type { Store } from './store/store.ts'

interface DeployingDeps {
  readonly store: Store
  readonly bus: Bus
}

const PERCENT = 100

/**
 * Looks at what people did since two models are compared. A canary ends by itself: back to the champion where its suggestions are corrected more,
 * on to all images where it has shown that they are not. Shares of images are only kept count of: which model wins is said, and a person acts.
 */
export async function judgeDeployment({ store, bus }: DeployingDeps, projectId: ProjectId): Promise<Deployment | null> {
  const deployment = await runningDeployment(store, projectId)
  if (!deployment) return null
  const project = await loadProject(store, projectId)
  if (project.champion !== deployment.champion) {
    await endSuperseded(store, deployment, project.champion)
    return null
  }
  if (deployment.mode === 'shadow') return deployment
  const standing = standingOf(await decidedImages(store, deployment), deployment.mode)
  await store.deployments.updateOne({ _id: deployment.id, state: 'running' }, { $set: { standing } })
  const shown = shownBy(standing)
  if (deployment.mode === 'canary' && shown === 'worse') await comeBack({ store, bus }, deployment, standing)
  if (deployment.mode === 'canary' && shown === 'good') await goOn({ store, bus }, deployment, standing)
  if (deployment.mode === 'share' && shown) await nameTheBetter({ store }, deployment, standing, shown)
  return { ...deployment, standing }
}

/** The champion never was another: all that ends is the challenger's part of the images. */
async function comeBack({ store, bus }: DeployingDeps, deployment: Deployment, standing: Standing): Promise<void> {
  const { projectId, champion, challenger } = deployment
  const sentence = `Canary v${challenger} returned to v${champion}: ${ratesOf(standing)}`
  if (!(await endDeployment(store, deployment, { outcome: 'returned', sentence }))) return
  await recordDecision(store, { projectId, userId: null, type: 'rollback', sentence, once: deployment.id })
  await bus.emit('deployment.changed', { projectId })
}

// Promoted first: a process that dies in between leaves a deployment behind whose champion is another, and which ends by itself.
async function goOn({ store, bus }: DeployingDeps, deployment: Deployment, standing: Standing): Promise<void> {
  const { projectId, challenger } = deployment
  const sentence = `the canary is corrected no more than the champion: ${ratesOf(standing)}`
  await promoteModel(store, await loadModel(store, projectId, challenger), {
    userId: null,
    reason: sentence,
    once: deployment.id,
  })
  await endDeployment(store, deployment, { outcome: 'promoted', sentence })
  await bus.emit('model.promoted', { projectId, version: challenger })
}

/** Two shares of the images go on until a person ends them: that one is better is told, once. */
async function nameTheBetter(
  { store }: Pick<DeployingDeps, 'store'>,
  { id, projectId, champion, challenger }: Deployment,
  standing: Standing,
  shown: 'worse' | 'good',
): Promise<void> {
  const sentence = `v${challenger} is corrected ${shown === 'good' ? 'less' : 'more'} than v${champion}: ${ratesOf(standing)}`
  await recordDecision(store, { projectId, userId: null, type: 'deployment', sentence, once: `${id}:${shown}` })
}

/** "27.0 % corrected on 31 images, the champion's 12.0 % on 280" */
const ratesOf = ({ champion, challenger }: Standing): string =>
  `${percent(challenger.rate)} corrected on ${challenger.images} images, the champion's ${percent(champion.rate)} on ${champion.images}`

const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * PERCENT).toFixed(1)} %`)
