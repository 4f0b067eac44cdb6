import { z } from 'zod'
import { LabelColor } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { boundsOfPoints, flatOf, pointsOf } from '#shared/shapes/ring.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject, jsonPathsThat } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { kept } from './kept.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import type { Lose } from './shapes-as.ts'
import { splitNamed } from './splits-by-name.ts'
import { writeVott } from './write-vott.ts'

const SCORE = 0.93
/** VoTT counts how far an image is: 2 is labelled. */
const TAGGED = 2

/** VoTT (Microsoft): its JSON export, and the files it keeps for each image. */
export const vottJson: Format = {
  id: 'vott-json',
  title: 'VoTT JSON',
  tasks: ['detection', 'segmentation'],

  detect: (tree) => detectedByJson(isVott, tree, { score: SCORE, what: '"asset" and "regions"' }),

  async *read(tree, findings, declare) {
    const files = await jsonPathsThat(isVott, tree)
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, findings, declare))
  },

  write: writeVott,
}

const isVott = (head: string): boolean => isObject(head) && /"asset"\s*:\s*\{/.test(head) && hasMember(head, 'regions')

const Tag = z.object({
  name: z.string().min(1),
  color: LabelColor.optional().catch(undefined),
})
const Place = z.object({ x: z.number(), y: z.number() })
const Region = z.object({
  id: kept(z.string()),
  type: z.string(),
  tags: z.array(z.string()),
  boundingBox: kept(z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() })),
  points: kept(z.array(Place)),
})
const Asset = z.object({
  asset: z.object({
    name: z.string().min(1),
    path: z.string().optional(),
    size: kept(z.object({ width: z.number(), height: z.number() })),
    state: z.number().optional(),
  }),
  regions: z.array(z.unknown()),
})

async function* imagesIn(tree: FileTree, path: string, findings: Findings, declare: Declare): AsyncIterable<SaidOfImage> {
  // "train-export.json"
  const split = stemOf(path).split(/[-_]/).map(splitNamed).find(Boolean) ?? null
  const alone: Record<string, unknown> = {}
  for await (const { holder, key, value } of jsonParts(await tree.stream(path), ['assets', 'tags'])) {
    if (holder === 'assets') yield* imageOf(value, split, path, findings)
    else if (holder === 'tags') declareTag(value, declare)
    else if (key === 'asset' || key === 'regions') alone[key] = value
  }
  if (Object.keys(alone).length > 0) yield* imageOf(alone, split, path, findings)
}

function declareTag(value: unknown, declare: Declare): void {
  const { data } = Tag.safeParse(value)
  if (data) declare({ name: data.name, ...(data.color && { color: data.color }) })
}

function* imageOf(value: unknown, split: SaidOfImage['split'], path: string, findings: Findings): Iterable<SaidOfImage> {
  const { data } = Asset.safeParse(value)
  if (!data) {
    findings.lose('assets that cannot be read', path)
    return
  }
  const { asset, regions } = data
  const lose: Lose = (what, kind) => findings.lose(what, `${path}: ${asset.name}`, 1, kind)
  yield {
    names: [asset.name, ...(asset.path ? [asset.path] : [])],
    labelled: regions.length > 0 || asset.state === TAGGED,
    size: asset.size ?? null,
    split,
    annotations: () => regions.flatMap((one) => annotationsOf(one, lose)),
  }
}

function annotationsOf(region: unknown, lose: Lose): ReadAnnotation[] {
  const { data } = Region.safeParse(region)
  const shape = data && shapeOf(data)
  if (!shape) {
    lose('regions that cannot be read')
    return []
  }
  if (data.tags.length === 0) lose('regions without a tag')
  if (data.tags.length > 1) lose('regions with several labels: one annotation for each', 'converted')
  const called = data.id ? { id: data.id } : {}
  return data.tags.map((label) => ({ label, shape, attributes: {}, ...called }))
}

function shapeOf({ type, boundingBox, points }: z.infer<typeof Region>): Shape | null {
  const ring = flatOf(points ?? [])
  if (type.toUpperCase() === 'POLYGON' && ring.length > 0) return { kind: 'polygon', ring, holes: [] }
  if (boundingBox)
    return { kind: 'box', x: boundingBox.left, y: boundingBox.top, width: boundingBox.width, height: boundingBox.height }
  return pointsOf(ring).length > 1 ? { kind: 'box', ...boundsOfPoints(ring) } : null
}
