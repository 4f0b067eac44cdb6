import sharp from 'sharp'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createLog } from '#server/log.ts'
import { createProject, updateProject } from '#server/store/projects.ts'
import { type AnnotationId, newId, type OperationId } from '#shared/domain/ids.ts'
import { MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import { newOntology, type Ontology } from '#shared/ontology.ts'
import type { Operation } from '#shared/operations.ts'
import { createRandom } from '#shared/random.ts'
import { startBareServer } from '../bare-server.ts'
import { aStoredAsset } from '../stored.ts'

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
  const { address, store, blobs, signInUrl, close } = await startBareServer('side-list')
  const operations = createOperationLog({ store, log: createLog('benchmark', 'error') })
  const { id: projectId } = await createProject(store, { name: 'Crowd', task: 'detection', labels: [] })
  const ontology = manyLabels(labels)
  await updateProject(store, projectId, { ontology })
  const picture = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#8a8f98' } })
    .jpeg()
    .toBuffer()
  const { hash } = await blobs.put({ bytes: picture })
  const content = { hash, thumbnail: hash, bytes: picture.length, width: WIDTH, height: HEIGHT }
  const assetId = await aStoredAsset(store, projectId, { ...content, status: 'begun' })
  const made = manyBoxes(rows, ontology)
  for (let at = 0; at < made.length; at += MAX_OPERATIONS_PER_COMMIT)
    await operations.commit({ assetId, user: null, operations: made.slice(at, at + MAX_OPERATIONS_PER_COMMIT) })
  await operations.close()
  return {
    address,
    projectId,
    assetId,
    signInUrl,
    close,
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
