import type { Collection } from 'mongodb'
import { blobLines, readTree, treeParts } from './blob-tree.ts'
import type { BlobStore } from './blobs.ts'
import type { Collections } from './collections.ts'
import { archiveIn, mayBeFetched } from './export-archives.ts'
import type { OneTime } from './one-time.ts'

type RowOf<K extends keyof Collections> = Collections[K] extends Collection<infer R> ? R : never
/** Which fields of a row name blobs, and which blobs they name. */
interface Uses<R> {
  readonly fields: Readonly<Record<string, 1>>
  readonly of: (row: R) => readonly (string | undefined)[]
}

/** What every collection keeps in blobs; whoever adds one says it here. Nothing is swept that is named here, and a backup holds all of it. */
const USES: { readonly [K in keyof Collections]: Uses<RowOf<K>> | null } = {
  projects: null,
  assets: {
    fields: { hash: 1, thumbnail: 1, pyramid: 1 },
    of: ({ hash, thumbnail, pyramid }) => [hash, thumbnail, pyramid],
  },
  annotations: null,
  operations: null,
  /** Their manifests are trees: see `usedBlobs`. */
  snapshots: { fields: { believed: 1 }, of: ({ believed }) => [believed?.digest] },
  manifestLeaves: null,
  imports: null,
  importChanges: null,
  runs: null,
  studies: null,
  curves: null,
  runLogs: null,
  pipelines: null,
  pipelineTemplates: null,
  pipelineSecrets: null,
  executions: null,
  models: { fields: { 'files.hash': 1 }, of: ({ files }) => files.map(({ hash }) => hash) },
  ensembles: null,
  deployments: null,
  decidedImages: null,
  shadowSightings: null,
  labelStudioHosts: null,
  mlBackends: null,
  examinations: null,
  cases: null,
  /** The archives that exports have written, for as long as they may be fetched. */
  jobs: { fields: { 'result.download': 1, finishedAt: 1 }, of: (job) => (mayBeFetched(job) ? [archiveIn(job.result)] : []) },
  decisions: null,
  alerts: null,
  experiments: null,
  loggedRuns: null,
  loggedModels: null,
  metricSeries: null,
  metricPoints: null,
  metricSketches: null,
  artifacts: { fields: { hash: 1 }, of: ({ hash }) => [hash] },
  registeredModels: null,
  registeredVersions: null,
  comments: null,
  segmenters: { fields: { 'encoder.hash': 1, 'decoder.hash': 1 }, of: ({ encoder, decoder }) => [encoder.hash, decoder.hash] },
  startingPoints: { fields: { 'files.hash': 1 }, of: ({ files }) => files.map(({ hash }) => hash) },
  embeddings: { fields: { content: 1 }, of: ({ content }) => [content] },
  assetEmbeddings: null,
  embeddingMaps: null,
  labelingFunctions: null,
  labelVotes: null,
  supervisions: null,
  ratingRounds: null,
  consensusMerges: null,
  hooks: null,
  subscriptions: null,
  deliveries: null,
  users: null,
  secrets: null,
  assetStatistics: null,
  monitorings: null,
  looks: null,
  corrections: null,
  servedSamples: null,
  qualityStates: null,
  assetQuality: null,
  qualityFindings: null,
  batchReports: null,
  connections: null,
  /** What it remembers is an image of the project, or was never kept. */
  takenFiles: null,
  savedViews: null,
  backups: null,
  backupPlans: null,
  workers: null,
  counters: null,
}

/** A collection as the table is walked: its rows are what its own entry expects. */
interface AnyCollection {
  find(filter: object, options: object): AsyncIterable<never>
}

/**
 * Every blob that something needs, as it was `at` one time; some more than once. `filterOf` narrows a collection to some of its rows, or (null) leaves it
 * out.
 */
export async function* usedBlobs(
  store: Collections,
  blobs: Pick<BlobStore, 'open'>,
  at: OneTime,
  filterOf: (name: keyof Collections) => object | null = () => ({}),
): AsyncGenerator<string> {
  for (const [name, uses] of Object.entries(USES) as [keyof Collections, Uses<never> | null][]) {
    const filter = filterOf(name)
    if (!uses || !filter) continue
    const rows = (store[name] as unknown as AnyCollection).find(filter, { projection: uses.fields, ...at })
    for await (const row of rows) for (const hash of uses.of(row)) if (hash) yield hash
  }
  const seen = new Set<string>()
  const ofSnapshots = filterOf('snapshots')
  if (!ofSnapshots) return
  for await (const { digest } of store.snapshots.find(ofSnapshots, { projection: { digest: 1 }, ...at }))
    yield* blobsOfManifest(blobs, digest, seen)
}

// A version needs its images too, where their assets were taken out since.
async function* blobsOfManifest(blobs: Pick<BlobStore, 'open'>, digest: string, seen: Set<string>): AsyncGenerator<string> {
  yield digest
  const tree = await readTree(blobs, digest)
  if (!tree) yield* imagesIn(blobs, digest)
  else
    for await (const { part, height } of treeParts(blobs, tree.parts, (one) => seen.has(one))) {
      seen.add(part)
      yield part
      if (height === 0) yield* imagesIn(blobs, part)
    }
}

async function* imagesIn(blobs: Pick<BlobStore, 'open'>, part: string): AsyncGenerator<string> {
  for await (const line of blobLines(blobs, part)) {
    const hash = IMAGE.exec(line)?.[1]
    if (hash) yield hash
  }
}

/** An entry says the hash of its image second. */
const IMAGE = /^\{"assetId":"[^"]*","hash":"([^"]*)"/
