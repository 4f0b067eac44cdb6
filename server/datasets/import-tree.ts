import type { AssetId, ImportId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { MAX_OPERATIONS_PER_COMMIT, type Outcome } from '#shared/events.ts'
import type { Operation } from '#shared/operations.ts'
import type { ImportOptions, ImportReport } from '#shared/routes/data.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { extendOntology } from './extend-ontology.ts'
import { createFindings, type Findings } from './findings.ts'
import type { DeclaredLabel, Format, ReadImage } from './formats/format.ts'
import { chooseFormat } from './formats/index.ts'
import { inChunks, inParallel } from './in-parallel.ts'
import { type Ingested, openIngest } from './ingest/ingest.ts'
import { type LabelFrame, labelOperations } from './label-operations.ts'
import type { FileTree } from './sources/file-tree.ts'
import { claimsToBeImage } from './sources/tree-path.ts'

/** Images taken together: look-alikes among them are found before any split is given, and a crash costs at most these. */
const CHUNK = 256
const COMMITS_AT_A_TIME = 64

/** Writes operations to the log; the operation log's own `commit`. */
export type ImportCommit = (request: {
  assetId: AssetId
  user: null
  operations: readonly Operation[]
}) => Promise<{ outcomes: readonly Outcome[] }>

export interface ImportDeps {
  readonly store: Pick<Store, 'assets' | 'counters' | 'projects'>
  readonly blobs: BlobStore
  readonly commit: ImportCommit
}
export interface ImportRequest {
  readonly tree: FileTree
  readonly project: Project
  readonly importId: ImportId
  readonly options: ImportOptions
  readonly signal: AbortSignal
  progress(done: number, total: number, seconds: number): Promise<void>
  /** Sees every image as read, and may change what is said about it. */
  readonly revise?: (image: ReadImage) => ReadImage
}

/** Imports a tree of files into a project. The same import again goes on where it stopped, and counts as if it never had. */
export async function importTree(deps: ImportDeps, request: ImportRequest): Promise<ImportReport> {
  const { tree, project, options } = request
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const findings = createFindings()
  for (const { file, reason } of tree.refused) findings.reject(file, reason)
  const { format } = await chooseFormat(options.format, tree, project.task)
  const { ingest } = await openIngest(deps, { ...request, findings })
  const total = tree.files.filter(({ path }) => claimsToBeImage(path)).length
  const counts = { assets: 0, annotations: 0, duplicates: 0 }
  const labels = new Set<string>()
  const declared = new Map<string, DeclaredLabel>()
  let done = 0
  const onFile = async () => {
    request.signal.throwIfAborted()
    await request.progress(done++, total, seconds())
  }
  for await (const chunk of inChunks(
    format.read(tree, findings, (one) => declared.set(one.name, one)),
    CHUNK,
  )) {
    const { ingested, duplicates } = await ingest(tree, request.revise ? chunk.map(request.revise) : chunk, onFile)
    const labelled = await label(deps, request, { format, ingested, findings, declared: [...declared.values()] })
    counts.assets += ingested.filter(({ isKnown }) => !isKnown).length
    counts.duplicates += duplicates
    counts.annotations += labelled.annotations
    for (const name of labelled.labels) labels.add(name)
  }
  return {
    format: format.id,
    ...counts,
    rejected: [...findings.rejected],
    losses: findings.losses(),
    labels: [...labels],
    seconds: seconds(),
  }
}

interface ReadChunk {
  readonly format: Format
  readonly ingested: readonly Ingested[]
  readonly findings: Findings
  readonly declared: readonly DeclaredLabel[]
}

async function label(
  deps: ImportDeps,
  { project, importId, options }: ImportRequest,
  { format, ingested, findings, declared }: ReadChunk,
): Promise<{ annotations: number; labels: Set<string> }> {
  const frame: LabelFrame = { importId, format: format.id, task: project.task, approve: options.approve, findings }
  const batches = ingested.flatMap(({ image, asset, isKnown }) => {
    if (isKnown && asset.sequence > 0) {
      if (image.annotations.length > 0)
        findings.lose('labels of images that the project holds with labels', image.path, image.annotations.length)
      return []
    }
    return [{ assetId: asset._id, operations: labelOperations(image, asset, frame) }]
  })
  const creations = batches.flatMap(({ operations }) => operations.filter((operation) => operation.type === 'create'))
  const labels = new Set(creations.map((creation) => creation.label))
  if (options.dryRun) return { annotations: creations.length, labels }
  if (labels.size + declared.length > 0) await extendOntology(deps.store, project.id, [...labels], declared)
  const applied = await inParallel(batches, COMMITS_AT_A_TIME, (batch) => write(deps.commit, batch, findings))
  return { annotations: applied.reduce((sum, count) => sum + count, 0), labels }
}

/** Commits an asset's operations in order; how many annotations were made. */
async function write(
  commit: ImportCommit,
  { assetId, operations }: { assetId: AssetId; operations: readonly Operation[] },
  findings: Findings,
): Promise<number> {
  const creations = new Set(operations.filter(({ type }) => type === 'create').map(({ id }) => id))
  let made = 0
  for (let at = 0; at < operations.length; at += MAX_OPERATIONS_PER_COMMIT) {
    const part = operations.slice(at, at + MAX_OPERATIONS_PER_COMMIT)
    const { outcomes } = await commit({ assetId, user: null, operations: part })
    for (const outcome of outcomes) {
      if (outcome.outcome === 'refused') findings.lose('labels that the project refused', outcome.message)
      else if (creations.has(outcome.id)) made++
    }
  }
  return made
}
