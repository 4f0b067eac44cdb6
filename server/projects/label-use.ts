import { AnnotationStatus } from '#shared/domain/annotation.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type LabelChange, problemOf } from '#shared/ontology/label-change.ts'
import type { Ontology } from '#shared/ontology.ts'
import type { LabelChangePreview } from '#shared/routes/labels.ts'
import type { Store } from '../store/store.ts'

export type LabelUseStore = Pick<Store, 'annotations' | 'models' | 'snapshots'>
const VISIBLE = ['suggested', 'draft', 'approved'] as const

/** What a change of a label would touch, and whether it can be made. */
export async function previewLabelChange(
  store: LabelUseStore,
  projectId: ProjectId,
  ontology: Ontology,
  change: LabelChange,
): Promise<LabelChangePreview> {
  const [rows, models, snapshots, problem] = await Promise.all([
    countMoved(store, projectId, change),
    store.models.find({ projectId, labelNames: change.label }, { projection: { version: 1 } }).toArray(),
    store.snapshots.countDocuments({ projectId, 'labels.label': change.label }),
    obstacle(store, projectId, ontology, change),
  ])
  const touched = {
    annotations: rows.annotations,
    assets: rows.assets,
    suggestions: rows.suggestions,
    models: models.map(({ version }) => version).sort((a, b) => a - b),
    snapshots,
  }
  return { ...touched, problem, sentence: problem ?? sentenceOf(change, touched) }
}

/** Why a change cannot be made; null where it can. */
export async function obstacle(
  store: LabelUseStore,
  projectId: ProjectId,
  ontology: Ontology,
  change: LabelChange,
): Promise<string | null> {
  const problem = problemOf(ontology, change)
  if (problem !== null || change.type !== 'delete') return problem
  const used = await store.annotations.findOne({ projectId, status: { $in: [...AnnotationStatus.options] }, label: change.label })
  return used ? `"${change.label}" is in use, if only in what was deleted: retire it instead` : null
}

async function countMoved(store: LabelUseStore, projectId: ProjectId, change: LabelChange) {
  const nothing = { annotations: 0, assets: 0, suggestions: 0 }
  const [counted] = await store.annotations
    .aggregate<typeof nothing>([
      { $match: { projectId, status: { $in: [...VISIBLE] }, label: change.label, ...narrowed(change) } },
      {
        $group: {
          _id: '$assetId',
          annotations: { $sum: 1 },
          suggestions: { $sum: { $cond: [{ $eq: ['$status', 'suggested'] }, 1, 0] } },
        },
      },
      {
        $group: { _id: null, annotations: { $sum: '$annotations' }, assets: { $sum: 1 }, suggestions: { $sum: '$suggestions' } },
      },
    ])
    .toArray()
  return counted ?? nothing
}

function narrowed(change: LabelChange): object {
  if (change.type === 'part') return { _id: { $in: change.annotationIds } }
  if (change.type !== 'split') return {}
  // By $getField: an attribute's name may hold dots and dollars.
  const answer = { $getField: { field: { $literal: change.attribute }, input: '$attributes' } }
  return { $expr: { $in: [answer, change.into.map(({ choice }) => choice)] } }
}

type Touched = Pick<LabelChangePreview, 'annotations' | 'assets' | 'suggestions' | 'models' | 'snapshots'>

function sentenceOf(change: LabelChange, { annotations, assets, suggestions, models, snapshots }: Touched): string {
  const where = `${counted(annotations, 'annotation')} on ${counted(assets, 'image')}`
  const undecided = suggestions > 0 ? `, ${suggestions} of them undecided suggestions` : ''
  const known = models.length > 0 ? ` ${models.map((version) => `v${version}`).join(', ')} will go on under the new name.` : ''
  const frozen = snapshots > 0 ? ` ${counted(snapshots, 'snapshot')} ${snapshots === 1 ? 'keeps' : 'keep'} the old name.` : ''
  switch (change.type) {
    case 'rename':
    case 'merge':
      return `${where} get the new label${undecided}.${known}${frozen}`
    case 'split':
    case 'part':
      return `${where} get another label${undecided}.${frozen}`
    case 'retire':
      return `${where} keep it; nobody may give it any more.`
    case 'revive':
      return `${where} have it; people may give it again.`
    case 'delete':
      return 'Nothing has this label: it can go without a trace.'
    default:
      return change satisfies never
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
