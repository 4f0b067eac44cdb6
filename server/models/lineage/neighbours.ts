import type { AnnotationId, ProjectId, RunId } from '#shared/domain/ids.ts'
import type { LineageKind, LineageNode, LineageRef } from '#shared/domain/lineage.ts'
import { ManifestEntry } from '#shared/domain/manifest.ts'
import { type Model, type Run, Snapshot } from '#shared/domain/training.ts'
import { notFound } from '../../errors.ts'
import { type AnnotationRow, fromStored, type Stored } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import {
  annotationNode,
  correctionNode,
  modelNode,
  predictionNode,
  revisionNode,
  runNode,
  snapshotNode,
} from './lineage-nodes.ts'

export interface LineageDeps {
  readonly store: Pick<Store, 'annotations' | 'snapshots' | 'runs' | 'models' | 'users'>
  /** The lines of a snapshot's manifest, each an entry as JSON. */
  readonly linesOf: (snapshot: Snapshot) => AsyncIterable<string>
}

/** Which of many neighbours. */
export interface Page {
  readonly cursor: string | null
  readonly limit: number
}

/** What a place came from, and what came of it; `next` where there are more of the kind that is many. */
export interface Neighbours {
  readonly before: readonly LineageNode[]
  readonly after: readonly LineageNode[]
  readonly next: string | null
}

/** A label is looked for in so many snapshots, the newest first. */
const SNAPSHOTS_LOOKED_THROUGH = 20

/** A place by its name; not_found where the project has none of it. */
export async function nodeOf(deps: LineageDeps, projectId: ProjectId, ref: LineageRef): Promise<LineageNode> {
  const { kind, name } = parts(ref)
  switch (kind) {
    case 'snapshot':
      return snapshotNode(await snapshotNamed(deps, projectId, name))
    case 'run':
      return runNode(await runNamed(deps, projectId, name))
    case 'model':
      return modelNode(await modelNamed(deps, projectId, name))
    default:
      return nodeOfAnnotation(
        deps,
        kind,
        name,
        await annotationNamed(deps, projectId, kind === 'revision' ? revisionIn(name).id : name),
      )
  }
}

/** What lies one step away from a place. */
export async function neighboursOf(deps: LineageDeps, projectId: ProjectId, ref: LineageRef, page: Page): Promise<Neighbours> {
  const { kind, name } = parts(ref)
  switch (kind) {
    case 'snapshot':
      return aroundSnapshot(deps, await snapshotNamed(deps, projectId, name), page)
    case 'run':
      return aroundRun(deps, await runNamed(deps, projectId, name))
    case 'model':
      return aroundModel(deps, await modelNamed(deps, projectId, name), page)
    case 'revision':
      return aroundRevision(deps, projectId, revisionIn(name))
    default:
      return aroundAnnotation(deps, kind, await annotationNamed(deps, projectId, name))
  }
}

async function aroundSnapshot({ store, linesOf }: LineageDeps, snapshot: Snapshot, { cursor, limit }: Page): Promise<Neighbours> {
  const { projectId, id: snapshotId } = snapshot
  const runs = await store.runs.find({ projectId, snapshotId }).sort({ number: 1 }).limit(limit).toArray()
  const skipped = Number(cursor ?? 0)
  const before: LineageNode[] = []
  let place = 0
  for await (const line of linesOf(snapshot)) {
    if (line === '') continue
    const { assetId, annotations } = ManifestEntry.parse(JSON.parse(line))
    for (const { id, label, revision } of annotations) {
      if (before.length === limit) return { before, after: runs.map((run) => runNode(fromStored(run))), next: String(place) }
      if (place++ >= skipped) before.push(revisionNode({ _id: id, label, assetId, revision, changedAt: null }))
    }
  }
  return { before, after: runs.map((run) => runNode(fromStored(run))), next: null }
}

async function aroundRun({ store }: LineageDeps, run: Run): Promise<Neighbours> {
  const snapshot = run.snapshotId && (await store.snapshots.findOne({ _id: run.snapshotId }))
  const model = run.modelVersion && (await store.models.findOne({ projectId: run.projectId, version: run.modelVersion }))
  return { before: snapshot ? [snapshotNode(snapshotOf(snapshot))] : [], after: model ? [modelNode(model)] : [], next: null }
}

async function aroundModel(deps: LineageDeps, model: Model, { cursor, limit }: Page): Promise<Neighbours> {
  const { store } = deps
  const { projectId, version } = model
  const run = model.runId && (await store.runs.findOne({ _id: model.runId }))
  const rows = await store.annotations
    .find({ projectId, 'origin.version': version, ...(cursor !== null && { _id: { $gt: cursor as AnnotationId } }) })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray()
  const shown = rows.slice(0, limit)
  return {
    before: run ? [runNode(fromStored(run))] : [],
    after: shown.map(predictionNode),
    next: rows.length > limit ? (shown.at(-1)?._id ?? null) : null,
  }
}

async function aroundRevision(deps: LineageDeps, projectId: ProjectId, { id, revision }: Revision): Promise<Neighbours> {
  const row = await annotationNamed(deps, projectId, id)
  const snapshots = await deps.store.snapshots.find({ projectId }).sort({ number: -1 }).limit(SNAPSHOTS_LOOKED_THROUGH).toArray()
  const after: LineageNode[] = []
  for (const one of snapshots) {
    const snapshot = snapshotOf(one)
    if ((await revisionHeld(deps, snapshot, row)) === revision) after.push(snapshotNode(snapshot))
  }
  return { before: [await annotationNode(deps.store, row)], after, next: null }
}

/** The revision of an annotation that a snapshot froze; null where it holds none. */
async function revisionHeld({ linesOf }: LineageDeps, snapshot: Snapshot, { _id }: AnnotationRow): Promise<number | null> {
  for await (const line of linesOf(snapshot)) {
    // Most lines are of other images: they are not read.
    if (!line.includes(_id)) continue
    const found = ManifestEntry.parse(JSON.parse(line)).annotations.find(({ id }) => id === _id)
    if (found) return found.revision
  }
  return null
}

async function aroundAnnotation(deps: LineageDeps, kind: LineageKind, row: AnnotationRow): Promise<Neighbours> {
  const { store } = deps
  const isSuggestion = row.origin.type === 'model'
  const isDecided = row.status !== 'suggested'
  const label = await annotationNode(store, row)
  if (kind === 'prediction') {
    const model =
      row.origin.type === 'model' && (await store.models.findOne({ projectId: row.projectId, version: row.origin.version }))
    return { before: model ? [modelNode(model)] : [], after: [isDecided ? await correctionNode(store, row) : label], next: null }
  }
  if (kind === 'correction') return { before: [predictionNode(row)], after: [label], next: null }
  const revisions = Array.from({ length: row.revision }, (_, index) => row.revision - index)
  return {
    before: isSuggestion ? [isDecided ? await correctionNode(store, row) : predictionNode(row)] : [],
    after: revisions.slice(0, MOST_REVISIONS).map((revision) => revisionNode({ ...row, revision, changedAt: null })),
    next: null,
  }
}

/** The newest revisions of a label: older ones are in its history. */
const MOST_REVISIONS = 3

async function nodeOfAnnotation(deps: LineageDeps, kind: LineageKind, name: string, row: AnnotationRow): Promise<LineageNode> {
  if (kind === 'revision') return revisionNode({ ...row, revision: revisionIn(name).revision, changedAt: null })
  if (kind === 'annotation') return annotationNode(deps.store, row)
  if (row.origin.type !== 'model') throw notFound(`A prediction behind ${name}`)
  if (kind === 'prediction') return predictionNode(row)
  if (row.status === 'suggested') throw notFound(`A decision on ${name}`)
  return correctionNode(deps.store, row)
}

async function snapshotNamed({ store }: LineageDeps, projectId: ProjectId, name: string): Promise<Snapshot> {
  const row = await store.snapshots.findOne({ projectId, number: Number(name) })
  if (!row) throw notFound(`Snapshot ${name}`)
  return snapshotOf(row)
}

async function runNamed({ store }: LineageDeps, projectId: ProjectId, name: string): Promise<Run> {
  const row = await store.runs.findOne({ _id: name as RunId, projectId })
  if (!row) throw notFound(`Run ${name}`)
  return fromStored(row)
}

async function modelNamed({ store }: LineageDeps, projectId: ProjectId, name: string): Promise<Model> {
  const row = await store.models.findOne({ projectId, version: Number(name) })
  if (!row) throw notFound(`Model v${name}`)
  return row
}

async function annotationNamed({ store }: LineageDeps, projectId: ProjectId, name: string): Promise<AnnotationRow> {
  const row = await store.annotations.findOne({ _id: name as AnnotationId, projectId })
  if (!row) throw notFound(`Annotation ${name}`)
  return row
}

// One of an older version lacks what came later.
const snapshotOf = (row: Stored<Snapshot>): Snapshot => Snapshot.parse(fromStored(row))

interface Revision {
  readonly id: string
  readonly revision: number
}

function revisionIn(name: string): Revision {
  const [id = '', revision] = name.split('.')
  return { id, revision: Number(revision) }
}

// The schema of a reference has seen to it that both are there.
function parts(ref: LineageRef): { kind: LineageKind; name: string } {
  const [kind, name = ''] = ref.split(':')
  return { kind: kind as LineageKind, name }
}
