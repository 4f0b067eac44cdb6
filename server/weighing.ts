import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { tasks } from '#shared/tasks/index.ts'
import type { Bus } from './bus.ts'
import { type DueWeighing, dueWeighing } from './due-weighing.ts'
import { AppError, messageOf } from './errors.ts'
import { DEFAULT_GATE_RULES } from './evaluation/decide-gate.ts'
import { signed, spoken } from './evaluation/spoken-figure.ts'
import type { Measurement } from './evaluation/tasks/task-evaluation.ts'
import { type MeasuredMember, type Weighing, weighEnsemble } from './evaluation/weigh-ensemble.ts'
import { type JobContext, type JobHandler, SkipJob } from './jobs/runner.ts'
import type { Log } from './log.ts'
import { createMeasuring, type Measure, type MeasuringDeps } from './measuring.ts'
import { fusions } from './ml/ensembles/index.ts'
import { loadNamedModel } from './models/named-model.ts'
import { labelsOf } from './models/present-names.ts'
import { keepEnsemble, loadEnsemble } from './store/ensembles.ts'
import { loadProject, recordDecision } from './store/projects.ts'
import type { Store } from './store/store.ts'

/** The same measurements give the same verdict. */
const SEED = 1

type WeighingDeps = MeasuringDeps & { readonly store: Store; readonly bus: Bus; readonly log: Log }

/**
 * Holds the champion and the best models beside it against the champion alone, on the validation split: the test split is for the gate. What
 * pays makes the suggestions from then on; the gate, the figures and the exports stay about the champion.
 */
export function weighJob(deps: WeighingDeps): JobHandler {
  const { store, bus } = deps
  const measure = createMeasuring(deps)
  return async (context) => {
    const { projectId } = context.job
    if (projectId === null) throw new AppError('invalid', 'Expected a project to weigh models in')
    const project = await loadProject(store, projectId)
    const due = await dueWeighing(store, project)
    if (!due) throw new SkipJob('Nothing to weigh: no two models of the same labels, or weighed already')
    const weighing = await weigh({ ...deps, measure }, context, project, due)
    await context.holdOrThrow()
    const before = await loadEnsemble(store, projectId)
    const { asked, snapshot } = due
    const ensemble: Ensemble = {
      ...weighing,
      projectId,
      champion: asked[0],
      asked: [...asked],
      snapshotNumber: snapshot.number,
      weighedAt: Date.now(),
    }
    await keepEnsemble(store, ensemble)
    if (ensemble.verdict === 'together' && membersOf(before) !== membersOf(ensemble))
      await recordDecision(store, { projectId, userId: null, type: 'ensemble', sentence: sentenceOf(project, ensemble) })
    await bus.emit('ensemble.weighed', { projectId })
    return { asked, verdict: ensemble.verdict, difference: ensemble.difference, low: ensemble.low, high: ensemble.high }
  }
}

async function weigh(
  deps: WeighingDeps & { measure: Measure },
  context: JobContext,
  project: Project,
  { asked, snapshot, task }: DueWeighing,
): Promise<Weighing> {
  const { ontology, loop } = project
  const [version, ...others] = asked
  const first = await loadNamedModel(deps.store, project, version)
  const measured = { labels: labelsOf(first), ontology, snapshot, split: 'validation' } as const
  const champion = { ...(await deps.measure(context, { ...measured, model: first })), version }
  const members: [MeasuredMember, ...MeasuredMember[]] = [champion]
  for (const other of others) {
    try {
      const model = await loadNamedModel(deps.store, project, other)
      members.push({ ...(await deps.measure(context, { ...measured, model })), version: other })
    } catch (error) {
      if (context.signal.aborted) throw error
      deps.log.warn({ model: other, error: messageOf(error) }, 'A model cannot be asked: weighed without it')
    }
  }
  const margins = new Map(ontology.labels.map(({ name, margin }) => [name, margin]))
  const groups = await groupsOf(deps.store, champion)
  return weighEnsemble({
    members,
    fusion: fusions[task],
    groupOf: ({ assetId }) => groups.get(assetId) ?? assetId,
    marginOf: (label) => margins.get(label) ?? DEFAULT_GATE_RULES.margin,
    budgetMs: loop.prelabel.togetherMs,
    targetPrecision: loop.prelabel.targetPrecision,
    seed: SEED,
  })
}

async function groupsOf(store: Pick<Store, 'assets'>, { images }: Measurement): Promise<Map<AssetId, string>> {
  const ids = images.map(({ assetId }) => assetId)
  const rows = await store.assets.find({ _id: { $in: ids } }, { projection: { group: 1 } }).toArray()
  return new Map(rows.map(({ _id, group }) => [_id, group]))
}

const membersOf = (ensemble: Ensemble | null): string | null =>
  ensemble?.verdict === 'together' ? ensemble.members.map(({ version }) => version).join() : null

function sentenceOf({ task }: Project, { members, difference, low, high }: Ensemble): string {
  const names = members.map(({ version }) => `v${version}`).join(', ')
  const metric = tasks[task]
  const between = `${spoken(metric, low ?? 0)} to ${spoken(metric, high ?? 0)}`
  return `${names} suggest together: ${metric.metricTitle} ${signed(metric, difference ?? 0)} on validation (${between})`
}
