import type { Annotation, AnnotationStatus } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId, ProjectId } from '#shared/domain/ids.ts'
import { newOntology, type Ontology } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import { createRandom, type Random } from '#shared/random.ts'
import type { Shape } from '#shared/shapes/index.ts'

export const IMAGE = { width: 1920, height: 1080 } as const
export const LABELS = ['RBC', 'WBC', 'Platelets', 'Blast', 'Debris', 'Clump', 'Ghost', 'Other'] as const
/** Sides of boxes, image pixels: as in the measurements of FACTS.md. */
const SMALLEST_SIDE = 10
const MOST_WIDTH = 60
const MOST_HEIGHT = 40
const SUGGESTED_UP_TO = 0.1
const DRAFT_UP_TO = 0.4

/** The labels of every generated scene. */
export const anOntology = (): Ontology => newOntology([...LABELS])

/** So many boxes all over the image; the same seed gives the same. */
export const boxes = (count: number, seed: number): AssetState => scene(count, seed, aBox)

/** So many polygons of `corners` points all over the image. */
export const polygons = (count: number, corners: number, seed: number): AssetState =>
  scene(count, seed, (random) => aPolygon(random, corners))

function scene(count: number, seed: number, shapeOf: (random: Random) => Shape): AssetState {
  const random = createRandom(seed)
  const annotations = new Map<AnnotationId, Annotation>()
  for (let number = 0; number < count; number++) {
    const id = `an_${number}` as AnnotationId
    annotations.set(id, annotation(id, shapeOf(random), random))
  }
  return { projectId: 'prj_1' as ProjectId, assetId: 'ast_1' as AssetId, status: 'begun', revision: 1, annotations }
}

function annotation(id: AnnotationId, shape: Shape, random: Random): Annotation {
  const lot = random.next()
  const status: AnnotationStatus = lot < SUGGESTED_UP_TO ? 'suggested' : lot < DRAFT_UP_TO ? 'draft' : 'approved'
  const label = LABELS[random.integer(LABELS.length)] as string
  return {
    id,
    projectId: 'prj_1' as ProjectId,
    assetId: 'ast_1' as AssetId,
    label,
    shape,
    attributes: {},
    status,
    occluded: false,
    order: 0,
    group: null,
    track: null,
    origin:
      status === 'suggested'
        ? { type: 'model', version: 1, score: random.next(), label, shape }
        : { type: 'import', format: 'coco' },
    revision: 1,
    revisions: { label: 1, shape: 1, attributes: 1, status: 1, occluded: 1, order: 1, group: 1, track: 1 },
    changedBy: null,
    changedAt: 0,
  }
}

function aBox(random: Random): Shape {
  const width = SMALLEST_SIDE + random.next() * MOST_WIDTH
  const height = SMALLEST_SIDE + random.next() * MOST_HEIGHT
  return {
    kind: 'box',
    x: random.next() * (IMAGE.width - width),
    y: random.next() * (IMAGE.height - height),
    width,
    height,
  }
}

function aPolygon(random: Random, corners: number): Shape {
  const radius = (SMALLEST_SIDE + random.next() * MOST_HEIGHT) / 2
  const x = radius + random.next() * (IMAGE.width - 2 * radius)
  const y = radius + random.next() * (IMAGE.height - 2 * radius)
  const ring = Array.from({ length: corners }, (_, corner) => {
    const angle = (corner / corners) * 2 * Math.PI
    const reach = radius * (0.7 + 0.3 * random.next())
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach]
  }).flat()
  return { kind: 'polygon', ring, holes: [] }
}
