import type { Project } from '#shared/domain/project.ts'
import { ACTIVE_RUN_STATES, type Snapshot } from '#shared/domain/training.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { NextTraining, Overview, ProjectSummary } from '#shared/routes/projects.ts'
import { type Evaluation, labelMetrics, mainMetric } from '#shared/tasks/index.ts'
import { totalOf } from '#shared/total-of.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { measureEffort } from './effort.ts'
import { labelNeeds } from './label-needs.ts'
import { summarise } from './project-summary.ts'

const DECISIONS_SHOWN = 20
type OverviewStore = Pick<
  Store,
  'assets' | 'annotations' | 'models' | 'users' | 'runs' | 'snapshots' | 'decisions' | 'examinations' | 'monitorings'
>

/** Everything the loop's picture shows. The triggers' view is passed in: it belongs to another domain. */
export async function overviewOf(
  store: OverviewStore,
  project: Project,
  triggers: { nextTraining: NextTraining; approved: ReadonlyMap<string, number> },
): Promise<Overview> {
  const ofProject = { projectId: project.id }
  const [summary, activeRun, snapshots, models, effort, decisions, needs] = await Promise.all([
    summarise(store, project),
    store.runs.findOne({ ...ofProject, trial: null, state: { $in: [...ACTIVE_RUN_STATES] } }),
    store.snapshots
      .find(ofProject, { projection: { number: 1, labels: 1 } })
      .sort({ number: -1 })
      .toArray(),
    store.models.find(ofProject).sort({ version: 1 }).toArray(),
    measureEffort(store, project.id),
    store.decisions.find(ofProject).sort({ at: -1 }).limit(DECISIONS_SHOWN).toArray(),
    labelNeeds(store, project),
  ])
  const labelsOf = new Map(snapshots.map(({ _id, labels }) => [_id, labels]))
  return {
    project: summary,
    nextTraining: triggers.nextTraining,
    labels: activeLabels(project.ontology).map(({ name, floor }) => ({
      label: name,
      approved: triggers.approved.get(name) ?? 0,
      floor,
    })),
    activeRun: activeRun && fromStored(activeRun),
    latestSnapshot: snapshots[0]?.number ?? null,
    learning: models.map(({ version, labels, evaluation, gate, approval, createdAt, snapshotId }) => ({
      version,
      labels,
      metric: evaluation && mainMetric(evaluation),
      promoted: gate?.verdict === 'promote' && (approval?.state ?? 'approved') === 'approved',
      createdAt,
      perLabel: evaluation && snapshotId ? labelPoints(evaluation, labelsOf.get(snapshotId) ?? []) : [],
    })),
    needs,
    effort,
    decisions: decisions.map(fromStored),
    advice: advise(summary, triggers.nextTraining, activeRun !== null),
  }
}

function labelPoints(evaluation: Evaluation, counts: Snapshot['labels']): Overview['learning'][number]['perLabel'] {
  const examples = new Map(counts.map(({ label, train, validation }) => [label, train + validation]))
  return labelMetrics(evaluation).map(({ label, value }) => ({ label, examples: examples.get(label) ?? 0, metric: value }))
}

/** The one best thing to do now. */
export function advise(project: ProjectSummary, next: NextTraining, training: boolean): Overview['advice'] {
  const { assets } = project
  const total = totalOf(assets)
  if (total === 0) return { sentence: 'Bring images: drop a folder, files or an archive.', action: 'import' }
  if (project.ontology.labels.length === 0)
    return { sentence: 'Name the labels in the settings, then start to draw.', action: 'annotate' }
  if (assets.review > 0)
    return {
      sentence: `${count(assets.review, 'image')} ${assets.review === 1 ? 'waits' : 'wait'} for a review.`,
      action: 'review',
    }
  if (assets.suggested > 0)
    return {
      sentence: `${count(assets.suggested, 'image')} with suggestions: accept or fix them, the most useful first.`,
      action: 'annotate',
    }
  if (training)
    return { sentence: 'A model is in training; go on labelling meanwhile.', action: assets.new > 0 ? 'annotate' : 'wait' }
  if (assets.new + assets.begun > 0)
    return {
      sentence: `Label ${count(assets.new + assets.begun, 'image')} to go; next training: ${next.sentence}.`,
      action: 'annotate',
    }
  if (next.have > 0)
    return { sentence: `Everything is approved; ${next.have} labels are new since the last training.`, action: 'train' }
  return { sentence: 'Everything is approved and trained on. Bring more images.', action: 'import' }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
