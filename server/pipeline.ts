import type { GateVerdict } from '#shared/domain/evaluation.ts'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { Execution, OwnVerdict, PipelineStep } from '#shared/domain/pipeline.ts'
import type { Model, Run, Snapshot } from '#shared/domain/training.ts'
import { stepKinds } from '#shared/pipeline/step-kinds.ts'
import type { Bus, DomainEvents } from './bus.ts'
import { type JobContext, SkipJob } from './jobs/runner.ts'
import type { StepActs } from './pipelines/execute.ts'
import { joinVerdicts } from './pipelines/own-verdict.ts'
import type { Trained } from './training/train-step.ts'

type Verdict = GateVerdict | OwnVerdict
/** What came of a run: its graph may make no model, and decide nothing. */
type Carried = { model: Model | null; verdict: GateVerdict | null }

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
  /** Looks at what came, what was said of it and what people corrected; `due`: only where there is news. */
  monitor(projectId: ProjectId, when?: 'due'): Promise<void>
  /** Holds images against the rules of quality that nobody held against them yet; `due`: only where there is news. */
  examineQuality(projectId: ProjectId, when?: 'due'): Promise<void>
  /** The map of all images, where there is none or many have come since. */
  drawMap(projectId: ProjectId): Promise<void>
  /** Asks the triggers, and makes a pending run where one fires; not while an import is under way, whose end asks again. */
  considerTraining(projectId: ProjectId, ended?: 'import'): Promise<void>
  /** Looks at what people did to the suggestions of two models that are compared, and ends that where it is shown which is better. */
  judgeDeployment(projectId: ProjectId): Promise<void>
  takeSnapshot(run: Run): Promise<Snapshot>
  train(context: JobContext, run: Run, snapshot: Snapshot): Promise<Trained>
  registerModel(run: Run, snapshot: Snapshot, trained: Trained): Promise<Model>
  evaluate(context: JobContext, run: Run, snapshot: Snapshot, model: Model): Promise<Model>
  gate(context: JobContext, run: Run, snapshot: Snapshot, model: Model): Promise<GateVerdict>
  promote(run: Run, model: Model, verdict: GateVerdict): Promise<void>
  /** Walks a run through its project's graph, from where it is. */
  execute(context: JobContext, run: Run, acts: StepActs): Promise<Execution>
  /** Takes one step of it alone. */
  executeOne(context: JobContext, run: Run, acts: StepActs, id: string): Promise<Execution>
  /** A run as it is now. */
  reload(run: Run): Promise<Run>
  /** The model that a run has made, or taken over. */
  modelOf(run: Run): Promise<Model>
  /** What a training hangs on beside its snapshot. */
  trainingDependsOn(run: Run): Promise<unknown>
  /** Makes the model of an earlier run this one's; false where there is no such model. */
  adoptModel(run: Run, given: unknown): Promise<boolean>
  /** The kinds of steps that people bring. */
  ownSteps(run: Run): Pick<StepActs, 'http' | 'command'>
  /** Ends a run whose steps have all been taken, with what is to be said of it. */
  finish(run: Run, message: string): Promise<void>
  /** Writes down how far a run of a study has come, which ends it for now. */
  noteTrial(run: Run, trained: Trained): Promise<void>
}

/** The steps that need no engine: any process may take them. */
export type LightSteps = Pick<
  Steps,
  | 'prelabelBacklog'
  | 'weighEnsemble'
  | 'judgeDeployment'
  | 'considerTraining'
  | 'embedBacklog'
  | 'rankQueue'
  | 'drawMap'
  | 'monitor'
  | 'examineQuality'
>

/** Which step follows which: the picture of DESIGN.md section 4, one line per arrow. */
export function connectPipeline(bus: Bus, steps: LightSteps): void {
  bus.on('assets.ingested', ({ projectId }) => steps.prelabelBacklog(projectId)) //   images in ─► suggestions on them
  bus.on('assets.ingested', ({ projectId }) => steps.considerTraining(projectId, 'import')) // approved labels in ─► triggers
  bus.on('assets.ingested', ({ projectId }) => steps.embedBacklog(projectId)) //      images in ─► their vectors
  bus.on('assets.embedded', ({ projectId }) => steps.rankQueue(projectId)) //         vectors ─► the queue's order
  bus.on('assets.embedded', ({ projectId }) => steps.drawMap(projectId)) //           vectors ─► the map
  bus.on('assets.prelabelled', ({ projectId }) => steps.rankQueue(projectId)) //      new doubts ─► the queue's order
  bus.on('assets.ingested', ({ projectId }) => steps.monitor(projectId)) //           images in ─► is the world as it was?
  bus.on('assets.embedded', ({ projectId }) => steps.monitor(projectId)) //           vectors ─► do they look as before?
  bus.on('assets.prelabelled', ({ projectId }) => steps.monitor(projectId)) //        suggestions ─► are they as before?
  bus.on('assets.ingested', ({ projectId }) => steps.examineQuality(projectId)) //    images in ─► are they odd among the others?
  bus.on('assets.embedded', ({ projectId }) => steps.examineQuality(projectId)) //    vectors ─► is one like nothing, or like another?
  bus.on('model.promoted', ({ projectId }) => steps.monitor(projectId)) //            new champion ─► held against what it learned
  bus.on('loop.changed', ({ projectId }) => steps.monitor(projectId)) //              another window or reference ─► another look
  bus.on('asset.decided', ({ projectId }) => steps.considerTraining(projectId)) //    people approve ─► triggers
  bus.on('asset.decided', ({ projectId }) => steps.judgeDeployment(projectId)) //     people decide ─► canary and A/B: which is better?
  bus.on('deployment.changed', ({ projectId }) => steps.prelabelBacklog(projectId)) // who suggests on which images ─► suggestions
  bus.on('run.finished', ({ projectId }) => steps.considerTraining(projectId)) //     what was approved meanwhile ─► triggers
  bus.on('run.finished', ({ projectId }) => steps.weighEnsemble(projectId)) //        one more model ─► is it better with others?
  bus.on('model.promoted', ({ projectId }) => steps.weighEnsemble(projectId)) //      new champion ─► is it better with others?
  bus.on('model.promoted', ({ projectId }) => steps.prelabelBacklog(projectId)) //    new champion ─► suggestions on the rest
  bus.on('loop.changed', ({ projectId }) => steps.considerTraining(projectId)) //     other rules ─► triggers
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

/**
 * What each step of a project's graph does in a run: which follows which is written in `shared/pipeline/graph.ts`, or by the project's
 * manager. Every step finds its own earlier work after a crash.
 */
export function actsOf(run: Run, steps: Steps): StepActs {
  const present = () => steps.reload(run)
  return {
    snapshot: {
      async run() {
        const { id, number, digest, annotations } = await steps.takeSnapshot(await present())
        return { id, number, digest, annotations }
      },
    },
    train: {
      dependsOn: () => steps.trainingDependsOn(run),
      adopt: (given) => steps.adoptModel(run, given),
      async run({ context, step }) {
        const asked = withParameters(await present(), step.with)
        const snapshot = await steps.takeSnapshot(asked)
        const trained = await steps.train(context, asked, snapshot)
        const { version, architecture, trainingSeconds } = await steps.registerModel(asked, snapshot, trained)
        return { version, architecture, seconds: trainingSeconds }
      },
    },
    evaluate: {
      async run({ context }) {
        const now = await present()
        const { version, evaluation } = await steps.evaluate(
          context,
          now,
          await steps.takeSnapshot(now),
          await steps.modelOf(now),
        )
        return { version, evaluation }
      },
    },
    gate: {
      async run({ context }) {
        const now = await present()
        return steps.gate(context, now, await steps.takeSnapshot(now), await steps.modelOf(now))
      },
    },
    promote: {
      async run({ context, inputs }) {
        const now = await present()
        const verdict = joinVerdicts(Object.values(inputs).filter(isVerdict))
        if (!verdict) throw new SkipJob('No step gave a verdict')
        await context.holdOrThrow()
        await steps.promote(now, await steps.modelOf(now), verdict)
        return { decided: verdict.verdict }
      },
    },
    ...steps.ownSteps(run),
  }
}

/** A pending run, from the approved labels to the verdict, through its project's graph of steps. */
export async function carryOut(context: JobContext, run: Run, steps: Steps): Promise<Carried> {
  return conclude(context, run, steps, await steps.execute(context, run, actsOf(run, steps)))
}

/** Ends a run whose steps are all done. */
export async function conclude(context: JobContext, run: Run, steps: Steps, execution: Execution): Promise<Carried> {
  const verdict = joinVerdicts(verdictsOf(execution))
  await context.holdOrThrow()
  await steps.finish(run, verdict?.reasons.join(' ') ?? 'Every step is done; none of them decides')
  const now = await steps.reload(run)
  return { model: now.modelVersion === null ? null : await steps.modelOf(now), verdict }
}

// What a person asked for in this run goes before what the project's graph says.
function withParameters(run: Run, { architecture, ...parameters }: PipelineStep['with']): Run {
  const chosen = run.architecture === 'auto' && typeof architecture === 'string' ? architecture : run.architecture
  return { ...run, architecture: chosen, requested: { ...parameters, ...run.requested } }
}

const verdictsOf = ({ steps, states }: Execution): Verdict[] => {
  const deciding = new Set(steps.filter((step) => stepKinds[step.uses].gives(step).includes('verdict')).map(({ id }) => id))
  return states.flatMap(({ id, outputs }) => (deciding.has(id) && isVerdict(outputs) ? outputs : []))
}

const isVerdict = (given: unknown): given is Verdict => typeof given === 'object' && given !== null && 'verdict' in given

/** A run of a study, as far as it is to go: no model yet, and nobody looks at the test split. */
export async function carryOutTrial(context: JobContext, run: Run, steps: Steps): Promise<Trained> {
  const snapshot = await steps.takeSnapshot(run) //                            the study's snapshot
  const trained = await steps.train(context, run, snapshot) //                 snapshot ─► weights, and their figure on the validation split
  await context.holdOrThrow()
  await steps.noteTrial(run, trained) //                                       figure ─► the study
  return trained
}
