import type { AssetId, ImportId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { groupBy } from '#shared/group-by.ts'
import { presentName } from '#shared/ontology/names.ts'
import type { Operation } from '#shared/operations.ts'
import { type HeldCounts, type ImportOptions, noHeld } from '#shared/routes/data.ts'
import type { ImportChangeRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { commitAll, type ImportCommit } from './commit-all.ts'
import { extendOntology } from './extend-ontology.ts'
import type { Findings } from './findings.ts'
import { fittingLabels, type LabelFrame } from './fitting-labels.ts'
import type { DeclaredLabel } from './formats/format.ts'
import { inParallel } from './in-parallel.ts'
import type { Ingested } from './ingest/ingest.ts'
import { type HeldAnnotation, type LabelPlan, planLabels } from './plan-labels.ts'

const COMMITS_AT_A_TIME = 256

export interface MergeDeps {
  readonly store: Pick<Store, 'projects' | 'annotations' | 'importChanges'>
  readonly commit: ImportCommit
  /** Reads assets that are about to be committed to, all at once; the operation log's own `prepare`. */
  readonly prepare?: (ids: readonly AssetId[]) => Promise<void>
  /** When everything committed is in the lists too; the operation log's own `settled`. */
  readonly settled?: () => Promise<void>
}

export interface MergeRequest {
  readonly project: Project
  readonly importId: ImportId
  readonly options: ImportOptions
  readonly format: string
  readonly findings: Findings
  /** What files say about their labels, so far. */
  readonly declared: ReadonlyMap<string, DeclaredLabel>
}

/** What became of the labels of some images. */
export interface MergedLabels {
  readonly annotations: number
  readonly labels: ReadonlySet<string>
  readonly held: HeldCounts
}

/** Puts labels on their images as operations, merged with what is there; a dry run only says what would happen. */
export async function mergeLabels(deps: MergeDeps, request: MergeRequest, ingested: readonly Ingested[]): Promise<MergedLabels> {
  const { project, options, findings, declared } = request
  const planned = await plansFor(deps.store, request, ingested)
  const creations = planned.flatMap(({ plan }) => plan.operations.filter((operation) => operation.type === 'create'))
  const labels = new Set(creations.map(({ label }) => label))
  const held = heldCounts(planned)
  reportKept(planned, options, findings)
  const made = planned.reduce((sum, { plan }) => sum + plan.operations.filter(isMaking).length, 0)
  if (options.dryRun) return { annotations: made, labels, held }
  if (labels.size + declared.size > 0) await extendOntology(deps.store, project.id, [...labels], [...declared.values()])
  await traceChanges(deps.store, request, planned)
  await deps.prepare?.(planned.flatMap(({ one, plan }) => (plan.operations.length > 0 ? one.asset._id : [])))
  const applied = await inParallel(planned, COMMITS_AT_A_TIME, ({ one, plan }) =>
    write(deps.commit, one.asset._id, plan.operations, findings),
  )
  return { annotations: applied.reduce((sum, count) => sum + count, 0), labels, held }
}

interface Planned {
  readonly one: Ingested
  readonly plan: LabelPlan
}

async function plansFor(
  store: MergeDeps['store'],
  { project, importId, options, format, findings }: MergeRequest,
  ingested: readonly Ingested[],
): Promise<Planned[]> {
  const frame: LabelFrame = {
    importId,
    format,
    task: project.task,
    approve: options.approve,
    merge: options.merge,
    presentName: (name) => presentName(project.ontology, name),
    findings,
  }
  const held = await annotationsOf(
    store,
    ingested.flatMap(({ isKnown, asset }) => (isKnown && asset.sequence > 0 ? asset._id : [])),
  )
  return ingested.map((one) => {
    const { image, asset, isKnown } = one
    const { labelled } = image
    const labels = fittingLabels(image, asset, frame).filter(({ suggested }) => labelled || suggested)
    if (isKnown) return { one, plan: planLabels({ asset, held: held.get(asset._id) ?? [], labels, labelled }, frame) }
    // What an attempt before a crash has done already, the log knows by the same ids.
    const untouched = { _id: asset._id, status: 'new', revision: 0 } as const
    return { one, plan: planLabels({ asset: untouched, held: [], labels, labelled }, frame) }
  })
}

async function annotationsOf(
  store: Pick<Store, 'annotations'>,
  ids: readonly AssetId[],
): Promise<Map<AssetId, HeldAnnotation[]>> {
  if (ids.length === 0) return new Map()
  const said = { label: 1, shape: 1, attributes: 1, occluded: 1, order: 1 } as const
  const fields = { ...said, status: 1, origin: 1, revision: 1, changedBy: 1, assetId: 1 } as const
  const rows = await store.annotations.find({ assetId: { $in: [...ids] } }, { projection: fields }).toArray()
  const grouped = groupBy(rows, ({ assetId }) => assetId)
  return new Map([...grouped].map(([id, of]) => [id, of.map(({ _id, ...row }) => ({ ...row, id: _id }))]))
}

function heldCounts(planned: readonly Planned[]): HeldCounts {
  const sum = noHeld()
  for (const { one, plan } of planned) {
    if (!one.isKnown) continue
    sum.images++
    for (const key of Object.keys(plan.counts) as (keyof LabelPlan['counts'])[]) sum[key] += plan.counts[key]
  }
  return sum
}

const KEPT = {
  keep: 'labels of images that are labelled here already: those here stay',
  add: 'labels that are here already in much the same place, or that people took away',
  replace: 'labels of images that are set aside',
  suggest: 'labels that are here already in much the same place, or that people took away',
} as const satisfies Record<ImportOptions['merge'], string>

function reportKept(planned: readonly Planned[], { merge }: ImportOptions, findings: Findings): void {
  for (const { one, plan } of planned) {
    const { kept } = plan.counts
    const { path: file } = one.image
    if (kept > 0) findings.lose(KEPT[merge], { text: file, file, assetId: one.asset._id }, kept, 'left-out')
  }
}

/** Notes how to put back what is about to change. The first note stays: after a crash, the plan for the rest would know less. */
async function traceChanges(
  store: Pick<Store, 'importChanges'>,
  { importId, project }: MergeRequest,
  planned: readonly Planned[],
): Promise<void> {
  const writes = planned.flatMap(({ one, plan }) => {
    if (!one.isKnown || plan.operations.length === 0) return []
    const { _id: assetId } = one.asset
    const row: Omit<ImportChangeRow, '_id'> = {
      importId,
      projectId: project.id,
      assetId,
      created: [...plan.created],
      changed: [...plan.changed],
      status: plan.status,
    }
    return [{ updateOne: { filter: { _id: `${importId}:${assetId}` }, update: { $setOnInsert: row }, upsert: true } }]
  })
  if (writes.length > 0) await store.importChanges.bulkWrite(writes, { ordered: false })
}

/** Commits an asset's operations in order; how many annotations came of it. */
async function write(
  commit: ImportCommit,
  assetId: AssetId,
  operations: readonly Operation[],
  findings: Findings,
): Promise<number> {
  const makes = new Set(operations.filter(isMaking).map(({ id }) => id))
  let made = 0
  for (const outcome of await commitAll(commit, assetId, operations)) {
    if (outcome.outcome === 'refused')
      findings.lose('labels that the project refused', { text: outcome.message, assetId }, 1, 'refused')
    else if (makes.has(outcome.id)) made++
  }
  return made
}

const isMaking = (operation: Operation): boolean =>
  operation.type === 'create' || (operation.type === 'update' && operation.patch.shape !== undefined)
