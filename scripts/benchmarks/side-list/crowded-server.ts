import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { openBlobs } from '#server/store/blobs.ts'
import { startMongod } from '#server/store/mongod.ts'
import { createProject, updateProject } from '#server/store/projects.ts'
import { openStore } from '#server/store/store.ts'
import { noCounts } from '#shared/domain/asset.ts'
import { type AnnotationId, type AssetId, newId, type OperationId, type ProjectId } from '#shared/domain/ids.ts'
import { MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import { newOntology, type Ontology } from '#shared/ontology.ts'
import type { Operation } from '#shared/operations.ts'
import { createRandom } from '#shared/random.ts'

/** Image pixels. */
const WIDTH = 4000
const HEIGHT = 3000
const BOX = 24
const SEED = 4
/** Kinds below each label at the top. */
const KINDS = 30

export interface Crowd {
  readonly labels: number
  readonly rows: number
}

/** A server of its own with one image of so many annotations, in a project of so many labels. */
export async function startCrowdedServer({ labels, rows }: Crowd) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'labelloop-side-list-'))
  const mongod = await startMongod({ dataFolder, log: () => undefined })
  const config = { ...readConfig({ LABELLOOP_PORT: '0', LABELLOOP_DATA: dataFolder }), mongodbUri: mongod.uri }
  const log = createLog('benchmark', 'error')
  const app = await createApp({ config, uri: mongod.uri, log })
  const address = await app.listen()
  const store = await openStore(mongod.uri)
  const operations = createOperationLog({ store, log })
  const { id: projectId } = await createProject(store, { name: 'Crowd', task: 'detection', labels: [] })
  const ontology = manyLabels(labels)
  await updateProject(store, projectId, { ontology })
  const picture = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#8a8f98' } })
    .jpeg()
    .toBuffer()
  const blobs = await openBlobs(config.blobs)
  const { hash } = await blobs.put({ stream: Readable.from([picture]) })
  const assetId = newId<AssetId>('ast')
  await store.assets.insertOne(assetRow(assetId, projectId, hash, picture.length))
  const made = manyBoxes(rows, ontology)
  for (let at = 0; at < made.length; at += MAX_OPERATIONS_PER_COMMIT)
    await operations.commit({ assetId, user: null, operations: made.slice(at, at + MAX_OPERATIONS_PER_COMMIT) })
  await operations.close()
  return {
    address,
    projectId,
    assetId,
    signInUrl: () => app.signInUrl(address),
    async close() {
      await store.close()
      await app.close()
      await mongod.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function manyLabels(count: number): Ontology {
  const names = Array.from({ length: count }, (_, index) => `label ${String(index).padStart(4, '0')}`)
  const { version, labels } = newOntology(names)
  const parentOf = (index: number) => (index % KINDS === 0 ? null : (names[index - (index % KINDS)] ?? null))
  const attributes = [
    { name: 'coat', type: 'choice' as const, required: false, initial: null, choices: ['plain', 'striped', 'spotted'] },
  ]
  return { version, labels: labels.map((label, index) => ({ ...label, parent: parentOf(index), attributes })) }
}

function manyBoxes(count: number, { labels }: Ontology): Operation[] {
  const random = createRandom(SEED)
  return Array.from({ length: count }, () => ({
    id: newId<OperationId>('op'),
    type: 'create',
    annotationId: newId<AnnotationId>('ann'),
    label: labels[random.integer(labels.length)]?.name ?? '',
    shape: { kind: 'box', x: random.integer(WIDTH - BOX), y: random.integer(HEIGHT - BOX), width: BOX, height: BOX },
    attributes: {},
    status: 'draft',
    origin: { type: 'import', format: 'benchmark' },
  }))
}

const assetRow = (_id: AssetId, projectId: ProjectId, hash: string, bytes: number) => ({
  _id,
  projectId,
  name: 'crowd.jpg',
  hash,
  width: WIDTH,
  height: HEIGHT,
  bytes,
  format: 'jpeg' as const,
  status: 'begun' as const,
  split: 'train' as const,
  group: _id,
  sequence: 0,
  revision: 0,
  counts: noCounts(),
  prelabelledBy: null,
  uncertainty: 0,
  reservedBy: null,
  reservedUntil: 0,
  createdAt: Date.now(),
  order: 0,
  perceptualHash: '0000000000000000',
  thumbnail: hash,
  lottery: 0,
})
