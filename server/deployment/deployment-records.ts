import type { Deployment } from '#shared/domain/deployment.ts'
import { newId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { conflict } from '../errors.ts'
import { fromStored, toStored } from '../store/collections.ts'
import { runningDeployment } from '../store/deployments.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import { recordDecision, updateProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

type DeploymentStore = Pick<Store, 'projects' | 'deployments' | 'decisions' | 'models'>

/** What is to begin. */
export interface DeploymentRequest extends Pick<Deployment, 'mode' | 'challenger' | 'share' | 'startedBy'> {
  /** The occasion on which it begins once. */
  readonly once?: string
}

const PERCENT = 100

/**
 * Sets a challenger beside the champion. One deployment runs per project: a conflict where another is in force; one whose champion was
 * replaced makes room.
 */
export async function beginDeployment(
  store: DeploymentStore,
  project: Project,
  { mode, challenger, share, startedBy, once }: DeploymentRequest,
): Promise<Deployment> {
  const { champion } = project
  if (champion === null) throw conflict(`${project.name} has no champion to compare with: promote a model first`)
  if (champion === challenger) throw conflict(`v${challenger} is the champion already`)
  if (!(await store.models.findOne({ projectId: project.id, version: challenger }))) throw conflict(`There is no v${challenger}`)
  const running = await runningDeployment(store, project.id)
  if (running && running.champion !== champion) await endSuperseded(store, running, champion)
  const deployment: Deployment = {
    id: once === undefined ? newId('dep') : `dep_${once}`,
    projectId: project.id,
    mode,
    champion,
    challenger,
    share: mode === 'shadow' ? 0 : share,
    state: 'running',
    outcome: null,
    sentence: null,
    standing: null,
    startedAt: Date.now(),
    startedBy,
    endedAt: null,
  }
  try {
    await store.deployments.insertOne(toStored(deployment))
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const known = once === undefined ? null : await store.deployments.findOne({ _id: deployment.id })
    if (known) return fromStored(known)
    throw conflict('Two models are compared already: end that first')
  }
  await updateProject(store, project.id, { challenger })
  await recordDecision(store, {
    projectId: project.id,
    userId: startedBy,
    type: 'deployment',
    sentence: beginningOf(deployment),
    once,
  })
  return deployment
}

/** Ends a deployment that runs; null where somebody else ended it first. */
export async function endDeployment(
  store: Pick<Store, 'deployments'>,
  { id }: Deployment,
  end: Pick<Deployment, 'outcome' | 'sentence'>,
): Promise<Deployment | null> {
  const row = await store.deployments.findOneAndUpdate(
    { _id: id, state: 'running' },
    { $set: { ...end, state: 'ended', endedAt: Date.now() } },
    { returnDocument: 'after' },
  )
  return row && fromStored(row)
}

/** Another model became the champion meanwhile, maybe the very challenger: what was compared is over. */
export async function endSuperseded(
  store: Pick<Store, 'deployments'>,
  deployment: Deployment,
  champion: number | null,
): Promise<void> {
  const isPromoted = champion === deployment.challenger
  await endDeployment(store, deployment, {
    outcome: isPromoted ? 'promoted' : 'superseded',
    sentence: isPromoted ? `v${champion} became the champion` : `v${deployment.champion} is not the champion any more`,
  })
}

function beginningOf({ mode, champion, challenger, share }: Deployment): string {
  const part = `${Math.round(share * PERCENT)} %`
  switch (mode) {
    case 'shadow':
      return `v${challenger} predicts in the shadow of v${champion}`
    case 'share':
      return `v${challenger} suggests on ${part} of the images, v${champion} on the rest`
    case 'canary':
      return `v${challenger} begins as a canary on ${part} of the images`
    default:
      return mode satisfies never
  }
}
