import type { GateVerdict } from '#shared/domain/evaluation.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model, Run, Snapshot } from '#shared/domain/training.ts'
import type { Bus } from './bus.ts'
import { beginDeployment } from './deployment/deployment-records.ts'
import { gateOf, type Judged } from './evaluation/measure-model.ts'
import type { Measurement } from './evaluation/tasks/task-evaluation.ts'
import { examineModel } from './examining.ts'
import type { JobContext } from './jobs/runner.ts'
import type { Measure } from './measuring.ts'
import { askForApproval } from './models/approvals.ts'
import { promoteModel } from './models/model-records.ts'
import { loadNamedModel } from './models/named-model.ts'
import { inPresentNames, labelsOf } from './models/present-names.ts'
import { measureNewest } from './newest-images.ts'
import type { BlobStore } from './store/blobs.ts'
import { mayBegin } from './store/deployments.ts'
import { recordDecision } from './store/projects.ts'
import type { Store } from './store/store.ts'

/** A canary that the gate begins suggests on this share of the images. */
const FIRST_SHARE = 0.1

interface GatingDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly bus: Bus
}

/** A run's model against the champion, on the frozen test split and on the newest approved images, by the project's rules. */
export async function judgeAtGate(
  deps: Omit<GatingDeps, 'bus'> & { readonly measure: Measure },
  context: JobContext,
  { project, run, snapshot, model }: { project: Project; run: Run; snapshot: Snapshot; model: Model },
): Promise<GateVerdict> {
  const { store, measure } = deps
  const { ontology } = project
  const champion = project.champion === null ? null : await loadNamedModel(store, project, project.champion)
  const challenger = inPresentNames(ontology, model)
  const measured = { labels: labelsOf(challenger), ontology, snapshot, split: 'test' } as const
  const own = await measure(context, { ...measured, model: challenger })
  const against = champion && (await measure(context, { ...measured, model: champion }))
  // On the same images and labels now, so that the two can be put side by side.
  if (champion && against)
    await examineModel(deps, { model: champion, snapshot, measurement: against, thresholds: champion.thresholds })
  return gateOf({
    challenger: judged(challenger, own),
    champion: champion && against && { ...judged(champion, against), version: champion.version },
    timesLabels: champion && (await timesLabelsOf(store, snapshot, champion)),
    newest: champion && (await measureNewest(deps, context, { project, champion, challenger, snapshot })),
    ontology: ontology.labels,
    settings: project.loop.gate,
    seed: run.seed,
  })
}

async function timesLabelsOf(store: Store, snapshot: Snapshot, { snapshotId }: Model): Promise<number | null> {
  const before = snapshotId && (await store.snapshots.findOne({ _id: snapshotId }))
  const learned = before ? trainingLabels(before) : 0
  return learned > 0 ? trainingLabels(snapshot) / learned : null
}

const trainingLabels = ({ labels }: Pick<Snapshot, 'labels'>) => labels.reduce((sum, { train }) => sum + train, 0)

const judged = ({ thresholds, files }: Model, measurement: Measurement): Judged => ({
  measurement,
  thresholds,
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
})

/** What becomes of a model that was judged: champion at once, on a part of the images first, waiting for a person, or nothing. Decided once per run. */
export async function followVerdict(
  { store, bus }: Omit<GatingDeps, 'blobs'>,
  { project, run, model, verdict }: { project: Project; run: Run; model: Model; verdict: GateVerdict },
): Promise<void> {
  const { gate } = project.loop
  const reason = verdict.reasons.join(' ')
  const note = (sentence: string) =>
    recordDecision(store, { projectId: project.id, userId: null, type: 'hold', sentence, once: run.id })
  if (verdict.verdict !== 'promote') return note(`v${model.version} held: ${reason}`)
  if (!run.promote || !gate.promote) return note(`v${model.version} passed the gate and waits for a person to promote it`)
  if (gate.approval === 'manager') {
    await askForApproval(store, model)
    return note(`v${model.version} passed the gate and waits for a manager's approval`)
  }
  if (!(await mayBegin(store, project, model.version)))
    return note(`v${model.version} passed the gate and waits for a person to promote it: other models are compared already`)
  await putIntoService({ store, bus }, project, model, { userId: null, reason, once: run.id })
}

/** Makes a model that passed (and was approved, where that is asked) the champion, or lets it begin on a part of the images as the project wants it. */
export async function putIntoService(
  { store, bus }: Omit<GatingDeps, 'blobs'>,
  project: Project,
  model: Model,
  by: { userId: UserId | null; reason: string; once?: string },
): Promise<void> {
  if (project.loop.gate.rollout === 'canary' && project.champion !== null) {
    await beginDeployment(store, project, {
      mode: 'canary',
      challenger: model.version,
      share: FIRST_SHARE,
      startedBy: by.userId,
      ...(by.once !== undefined && { once: by.once }),
    })
    await bus.emit('deployment.changed', { projectId: project.id })
    return
  }
  await promoteModel(store, model, by)
  await bus.emit('model.promoted', { projectId: project.id, version: model.version })
}
