import type { GateVerdict } from '#shared/domain/evaluation.ts'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { Model, Run, Snapshot } from '#shared/domain/training.ts'
import type { Bus, DomainEvents } from './bus.ts'
import type { JobContext } from './jobs/runner.ts'
import type { Trained } from './training/train-step.ts'

/** The steps of the loop. Each is a module of the domain it is named after; `pipeline-steps.ts` puts them together. */
export interface Steps {
  /** Suggestions on every asset nobody has begun, by the champion. */
  prelabelBacklog(projectId: ProjectId): Promise<void>
  /** Holds the champion and the best models beside it against the champion alone, where that was not done yet. */
  weighEnsemble(projectId: ProjectId): Promise<void>
  /** A vector for every image that has none, where the pretrained network is at hand. */
  embedBacklog(projectId: ProjectId): Promise<void>
  /** The queue in the order in which labels would teach most. */
  rankQueue(projectId: ProjectId): Promise<void>
  /** The map of all images, where there is none or many have come since. */
  drawMap(projectId: ProjectId): Promise<void>
  /** Asks the triggers, and makes a pending run where one fires; not while an import is under way, whose end asks again. */
  considerTraining(projectId: ProjectId, ended?: 'import'): Promise<void>
  takeSnapshot(run: Run): Promise<Snapshot>
  train(context: JobContext, run: Run, snapshot: Snapshot): Promise<Trained>
  registerModel(run: Run, snapshot: Snapshot, trained: Trained): Promise<Model>
  evaluate(context: JobContext, run: Run, snapshot: Snapshot, model: Model): Promise<Model>
  gate(context: JobContext, run: Run, snapshot: Snapshot, model: Model): Promise<GateVerdict>
  promote(run: Run, model: Model, verdict: GateVerdict): Promise<void>
  /** Ends a run whose steps have all been taken, with what is to be said of it. */
  finish(run: Run, message: string): Promise<void>
  /** Writes down how far a run of a study has come, which ends it for now. */
  noteTrial(run: Run, trained: Trained): Promise<void>
}

/** The steps that need no engine: any process may take them. */
export type LightSteps = Pick<
  Steps,
  'prelabelBacklog' | 'weighEnsemble' | 'considerTraining' | 'embedBacklog' | 'rankQueue' | 'drawMap'
>

/** Which step follows which: the picture of DESIGN.md section 4, one line per arrow. */
export function connectPipeline(bus: Bus, steps: LightSteps): void {
  bus.on('assets.ingested', ({ projectId }) => steps.prelabelBacklog(projectId)) //   images in ─► suggestions on them
  bus.on('assets.ingested', ({ projectId }) => steps.considerTraining(projectId, 'import')) // approved labels in ─► triggers
  bus.on('assets.ingested', ({ projectId }) => steps.embedBacklog(projectId)) //      images in ─► their vectors
  bus.on('assets.embedded', ({ projectId }) => steps.rankQueue(projectId)) //         vectors ─► the queue's order
  bus.on('assets.embedded', ({ projectId }) => steps.drawMap(projectId)) //           vectors ─► the map
  bus.on('assets.prelabelled', ({ projectId }) => steps.rankQueue(projectId)) //      new doubts ─► the queue's order
  bus.on('asset.decided', ({ projectId }) => steps.considerTraining(projectId)) //    people approve ─► triggers
  bus.on('run.finished', ({ projectId }) => steps.considerTraining(projectId)) //     what was approved meanwhile ─► triggers
  bus.on('run.finished', ({ projectId }) => steps.weighEnsemble(projectId)) //        one more model ─► is it better with others?
  bus.on('model.promoted', ({ projectId }) => steps.weighEnsemble(projectId)) //      new champion ─► is it better with others?
  bus.on('model.promoted', ({ projectId }) => steps.prelabelBacklog(projectId)) //    new champion ─► suggestions on the rest
  bus.on('loop.changed', ({ projectId }) => steps.weighEnsemble(projectId)) //        others wanted, or given more time
  bus.on('loop.changed', ({ projectId }) => steps.prelabelBacklog(projectId)) //      suggestions wanted, by one or by several
  bus.on('ensemble.weighed', ({ projectId }) => steps.prelabelBacklog(projectId)) //  others have a say, or none more ─► suggestions
}

/** What people do reaches only the server that took it: a keyframe moved ─► the frames between. */
export function connectTracks(bus: Bus, follow: (change: DomainEvents['tracks.changed']) => Promise<void>): void {
  bus.on('tracks.changed', follow)
}

/** Only workers carry runs out: a study's figure in ─► its next run. */
export function connectStudies(bus: Bus, goOn: (run: RunId) => Promise<void>): void {
  bus.on('run.finished', ({ runId }) => goOn(runId))
}

/** A pending run, from the approved labels to the verdict. Every step finds its own earlier work after a crash. */
export async function carryOut(context: JobContext, run: Run, steps: Steps): Promise<{ model: Model; verdict: GateVerdict }> {
  const snapshot = await steps.takeSnapshot(run) //                            approved labels ─► snapshot
  const trained = await steps.train(context, run, snapshot) //                 snapshot ─► weights
  const model = await steps.registerModel(run, snapshot, trained) //           weights ─► model
  const evaluated = await steps.evaluate(context, run, snapshot, model) //     model ─► figures on the frozen test split
  const verdict = await steps.gate(context, run, snapshot, evaluated) //       challenger against champion ─► verdict
  await context.holdOrThrow()
  await steps.promote(run, evaluated, verdict) //                              verdict ─► champion | held
  await steps.finish(run, verdict.reasons.join(' '))
  return { model: { ...evaluated, gate: verdict }, verdict }
}

/** A run of a study, as far as it is to go: no model yet, and nobody looks at the test split. */
export async function carryOutTrial(context: JobContext, run: Run, steps: Steps): Promise<Trained> {
  const snapshot = await steps.takeSnapshot(run) //                            the study's snapshot
  const trained = await steps.train(context, run, snapshot) //                 snapshot ─► weights, and their figure on the validation split
  await context.holdOrThrow()
  await steps.noteTrial(run, trained) //                                       figure ─► the study
  return trained
}
