import type { ImportId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { type HeldCounts, type ImportOptions, type ImportReport, noHeld } from '#shared/routes/data.ts'
import { invalid } from '../errors.ts'
import { inChunks } from '../in-chunks.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { createExpectation } from './expected-images.ts'
import { createFindings, type Findings } from './findings.ts'
import type { DeclaredLabel, Format, ReadImage } from './formats/format.ts'
import { chooseFormat } from './formats/index.ts'
import { overlapping } from './in-parallel.ts'
import { openIngest } from './ingest/ingest.ts'
import { mergeMeta } from './ingest/merge-meta.ts'
import { withImageFiles } from './loss-images.ts'
import { type MergeDeps, mergeLabels } from './merge-labels.ts'
import type { FileTree } from './sources/file-tree.ts'
import { withHeldImages } from './sources/held-images.ts'
import { claimsToBeImage } from './sources/tree-path.ts'

/** Images taken together: look-alikes among them are found before any split is given. */
const CHUNK = 128
/** Of so many chunks the labels are written while the next one is read; a crash costs at most these. */
const MERGED_AT_ONCE = 4

export interface ImportDeps extends MergeDeps {
  readonly store: MergeDeps['store'] & Pick<Store, 'assets' | 'counters'>
  readonly blobs: BlobStore
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
  const { project, options } = request
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const findings = createFindings()
  const { tree, held } = await withHeldImages(deps, project.id, request.tree)
  for (const { file, reason } of tree.refused) findings.reject(file, reason)
  const { format, why, others } = await chooseFormat(options.format, tree, project.task)
  if (held && (await saysTheSameOf(held, tree, format)))
    throw invalid(`There are no images in it, and no labels that ${format.title} could read: expected label files, or images`)
  const { ingest } = openIngest(deps, { ...request, findings })
  const declared = new Map<string, DeclaredLabel>()
  const expected = createExpectation(tree.files.filter(({ path }) => claimsToBeImage(path)).length)
  const tally = createTally()
  let done = 0
  const onFile = async () => {
    request.signal.throwIfAborted()
    await request.progress(done++, expected.total(), seconds())
  }
  const read = format.read(tree, findings, (one) => declared.set(one.name, one))
  // Images that came along only to be found by their labels say nothing by themselves.
  const images = held ? labelledOnes(read) : read
  const merges = overlapping(MERGED_AT_ONCE)
  try {
    for await (const chunk of inChunks(expected.learningFrom(images), CHUNK)) {
      const { ingested, duplicates } = await ingest(tree, request.revise ? chunk.map(request.revise) : chunk, onFile)
      const ids = ingested.map(({ asset }) => asset._id)
      await merges.begin(ids, async () => {
        const described = await mergeMeta(deps.store, { ...request, findings }, ingested)
        const merged = await mergeLabels(deps, { ...request, format: format.id, findings, declared }, ingested)
        const assets = ingested.filter(({ isKnown }) => !isKnown).length
        tally.add({ assets, duplicates, described, annotations: merged.annotations, labels: merged.labels, held: merged.held })
      })
    }
  } finally {
    await merges.settled()
  }
  // What an attempt before a crash had made durable is put into the lists behind the answers.
  await deps.settled?.()
  return {
    format: format.id,
    recognised: { why, others },
    ...tally.sums(),
    ...found(findings, tree),
    seconds: seconds(),
  }
}

/** Whether a format sees no more in the tree than in the images that the project holds anyway: folders as classes, for one. */
async function saysTheSameOf(held: FileTree['files'], tree: FileTree, format: Format): Promise<boolean> {
  const { score } = await format.detect(tree)
  return score > 0 && (await format.detect({ ...tree, files: held })).score >= score
}

async function* labelledOnes(images: AsyncIterable<ReadImage>): AsyncIterable<ReadImage> {
  for await (const image of images) if (image.labelled || image.annotations.length > 0 || image.meta) yield image
}

const found = (findings: Findings, tree: FileTree) => ({
  rejected: [...findings.rejected],
  losses: withImageFiles(findings.losses(), tree),
})

interface Sums {
  readonly assets: number
  readonly annotations: number
  readonly duplicates: number
  readonly described: number
  readonly labels: ReadonlySet<string>
  readonly held: HeldCounts
}

function createTally() {
  const sums = { assets: 0, annotations: 0, duplicates: 0, described: 0 }
  const held = noHeld()
  const labels = new Set<string>()
  return {
    add(chunk: Sums): void {
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += chunk[key]
      for (const key of Object.keys(held) as (keyof HeldCounts)[]) held[key] += chunk.held[key]
      for (const name of chunk.labels) labels.add(name)
    },
    sums: () => ({ ...sums, held, labels: [...labels] }),
  }
}
