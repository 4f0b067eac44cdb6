import { nearKeys } from '#server/look-alike-keys.ts'
import type { AnnotationRow } from '#server/store/collections.ts'
import { toStored } from '#server/store/collections.ts'
import type { Store } from '#server/store/store.ts'
import { type AnnotationId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { newOntology } from '#shared/ontology.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { anAnnotation } from '../../../test/support/builders.ts'
import { aStoredProject } from '../../../test/support/stored.ts'
import { anAssetRow } from '../stored.ts'

const ROWS_AT_A_TIME = 500
const LABELS = ['cat', 'dog', 'bird', 'fish']
const HEX_DIGITS = 16
const [WIDTH, HEIGHT] = [640, 480] as const

/** A project of approved images with boxes, put into the database directly: what is measured begins afterwards. */
export async function fillProject(
  store: Store,
  { images, boxes, seed }: { images: number; boxes: number; seed: number },
): Promise<ProjectId> {
  const projectId = await aStoredProject(store, { task: 'detection', ontology: newOntology(LABELS) })
  const random = createRandom(seed)
  for (let first = 0; first < images; first += ROWS_AT_A_TIME) {
    const assets = Array.from({ length: Math.min(ROWS_AT_A_TIME, images - first) }, (_, at) =>
      assetOf(projectId, first + at, random),
    )
    const approved = assets.map((asset) => ({
      ...asset,
      status: 'approved' as const,
      counts: { suggested: 0, draft: 0, approved: { cat: boxes } },
    }))
    const annotations = approved.flatMap(({ _id }) =>
      Array.from({ length: boxes }, (): AnnotationRow => {
        const annotation = anAnnotation({
          id: newId<AnnotationId>('ann'),
          projectId,
          assetId: _id,
          label: LABELS[random.integer(LABELS.length)] as string,
          shape: {
            kind: 'box',
            x: random.integer(500),
            y: random.integer(380),
            width: 20 + random.next() * 100,
            height: 20 + random.next() * 80,
          },
        })
        return { ...toStored(annotation), sequence: 0 }
      }),
    )
    await store.annotations.insertMany(annotations, { ordered: false })
    await store.assets.insertMany(approved, { ordered: false })
  }
  return projectId
}

/** A project of the same images, under the same names, that nobody has labelled. */
export async function emptyCopy(store: Store, of: ProjectId): Promise<ProjectId> {
  const projectId = await aStoredProject(store, { task: 'detection', ontology: newOntology([]) })
  let rows: ReturnType<typeof anAssetRow>[] = []
  for await (const { name, order, perceptualHash, near } of store.assets.find({ projectId: of })) {
    rows.push(anAssetRow(projectId, { name, order, perceptualHash, ...(near && { near }) }))
    if (rows.length < ROWS_AT_A_TIME) continue
    await store.assets.insertMany(rows, { ordered: false })
    rows = []
  }
  if (rows.length > 0) await store.assets.insertMany(rows, { ordered: false })
  return projectId
}

/** A project of images without labels. */
export async function imagesAlone(store: Store, images: number): Promise<ProjectId> {
  const projectId = await aStoredProject(store, { task: 'detection' })
  const random = createRandom(images)
  for (let first = 0; first < images; first += ROWS_AT_A_TIME) {
    const count = Math.min(ROWS_AT_A_TIME, images - first)
    const rows = Array.from({ length: count }, (_, at) => assetOf(projectId, first + at, random))
    await store.assets.insertMany(rows, { ordered: false })
  }
  return projectId
}

function assetOf(projectId: ProjectId, index: number, random: Random) {
  const perceptualHash = Array.from({ length: HEX_DIGITS }, () => random.integer(16).toString(16)).join('')
  const row = anAssetRow(projectId, {
    perceptualHash,
    near: nearKeys(perceptualHash),
    width: WIDTH,
    height: HEIGHT,
    order: index + 1,
  })
  return { ...row, name: `${index}.jpg` }
}
