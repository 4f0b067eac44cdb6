import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createFindings } from '#server/datasets/findings.ts'
import type { Format, ReadAnnotation, ReadImage } from '#server/datasets/formats/format.ts'
import { formats } from '#server/datasets/formats/index.ts'
import { type FileTree, readWhole } from '#server/datasets/sources/file-tree.ts'
import type { TrackId, VideoId } from '#shared/domain/ids.ts'
import { type Label, newLabel } from '#shared/ontology.ts'
import { Shape } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { anExport, type Said, type SaidImage, writtenFiles, writtenTree } from './write-and-read.ts'

/** How far two readings of one place may lie apart. */
const TOLERANCE_PIXELS = 0.001
/** How what is said of whole images begins. */
const LEFT_OUT = 'images '
/** What accompanies a data set is no label of it. */
const BESIDES = /^files that are neither/

const blob = (x: number, y: number): Shape =>
  pixelMask([0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0], { x, y, width: 4, height: 3 }) as Shape
const cat = (shape: Shape, more: Partial<Said> = {}): Said => ({ label: 'cat', shape, ...more })
const dog = (shape: Shape, more: Partial<Said> = {}): Said => ({ ...cat(shape, more), label: 'dog' })
const hand: Label = {
  ...newLabel('hand', []),
  shape: 'skeleton',
  skeleton: { keypoints: ['wrist', 'thumb', 'tip'], edges: [[0, 1]], places: [0.5, 0, 0, 0.5, 1, 1] },
}

/** One image for each kind of shape and what may be said of one, so that each loss stands for itself; two of one label apart, and two that overlap. */
const IMAGES: readonly SaidImage[] = [
  {
    name: 'box.png',
    annotations: [
      cat({ kind: 'box', x: 10.25, y: 12.5, width: 30, height: 20.125 }),
      dog({ kind: 'box', x: 50, y: 4, width: 8, height: 9 }),
    ],
  },
  { name: 'turned.png', annotations: [cat({ kind: 'rotated-box', cx: 50, cy: 30, width: 20.5, height: 10, rotation: 33.5 })] },
  { name: 'polygon.png', annotations: [dog({ kind: 'polygon', ring: [5, 5, 30.5, 8, 20, 30.25], holes: [] })] },
  {
    name: 'hole.png',
    annotations: [cat({ kind: 'polygon', ring: [40, 10, 80, 10, 80, 50, 40, 50], holes: [[50, 20, 60, 20, 60, 30]] })],
  },
  { name: 'line.png', annotations: [cat({ kind: 'polyline', points: [1, 2, 3.5, 40, 60, 41] })] },
  { name: 'points.png', annotations: [cat({ kind: 'points', points: [7, 7, 9.5, 11] })] },
  { name: 'ellipse.png', annotations: [dog({ kind: 'ellipse', cx: 40, cy: 30, rx: 15.5, ry: 8, rotation: 120 })] },
  { name: 'mask.png', split: 'test', annotations: [cat(blob(30, 20)), cat(blob(60, 40)), dog(blob(31, 20))] },
  {
    name: 'skeleton.png',
    annotations: [{ label: 'hand', shape: { kind: 'skeleton', keypoints: [10, 10, 2, 20, 12.5, 1, 0, 0, 0] } }],
  },
  { name: 'whole.png', split: 'validation', annotations: [cat({ kind: 'whole' })] },
  {
    name: 'said.png',
    annotations: [
      cat(
        { kind: 'box', x: 4, y: 5, width: 6, height: 7 },
        { attributes: { note: 'a <b>, "c"', age: 2.5, tame: true }, occluded: true, group: 'pair' },
      ),
      cat({ kind: 'box', x: 24, y: 5, width: 6, height: 7 }, { order: 3, group: 'pair' }),
    ],
  },
  {
    name: 'called.png',
    annotations: [
      cat({ kind: 'box', x: 4, y: 5, width: 6, height: 7 }, { originId: 'Dx_aB91ISN' }),
      cat({ kind: 'box', x: 24, y: 5, width: 6, height: 7 }, { originId: '501' }),
      cat({ kind: 'box', x: 44, y: 5, width: 6, height: 7 }, { originId: '501' }),
      cat({ kind: 'box', x: 64, y: 5, width: 6, height: 7 }),
    ],
  },
  { name: 'number.png', annotations: [cat({ kind: 'whole' }, { attributes: { value: 2.5 } })] },
  {
    name: 'frame_000007.png',
    video: { id: 'vid_1' as VideoId, name: 'walk', frame: 7 },
    annotations: [
      cat(
        { kind: 'box', x: 1, y: 2, width: 3, height: 4 },
        { track: { id: 'trk_1' as TrackId, number: 5, keyframe: true, outside: false } },
      ),
    ],
  },
  { name: 'nothing.png', annotations: [] },
]
const LABELS = [newLabel('cat', []), { ...newLabel('dog', []), color: '#4477aa' }, hand]

/** What was read of each picture, by its digest; a second file with the same picture adds nothing, as in an import. */
type Content = Map<string, Pick<SaidImage, 'annotations' | 'video'>>

async function contentOf(tree: FileTree, images: readonly ReadImage[]): Promise<Content> {
  const content: Content = new Map()
  for (const { path, annotations, video } of images) {
    const digest = createHash('sha256')
      .update(await readWhole(tree, path))
      .digest('hex')
    const read = {
      annotations: annotations.filter(isSound).map(asSaid),
      ...(video && { video: { id: `vid_${video.name}` as VideoId, ...video } }),
    }
    if (!content.has(digest)) content.set(digest, read)
  }
  return content
}

/** An import leaves out what is no shape, such as a box without a height, and says so. */
const isSound = ({ shape }: ReadAnnotation): boolean => Shape.safeParse(shape).success

/** An annotation that was read, as an import keeps it. */
function asSaid({ track, suggested: _, id, ...annotation }: ReadAnnotation): Said {
  const called = id === undefined ? annotation : { ...annotation, originId: id }
  if (!track) return called
  const { number, isKeyframe: keyframe } = track
  return { ...called, track: { id: `trk_${number}` as TrackId, number, keyframe, outside: false } }
}

/** Writes images in a format and reads them again, as an export and an import do; with everything that either of them said was lost. */
async function through(format: Format, images: readonly SaidImage[]) {
  const source = await anExport(images, LABELS)
  const { tree, losses } = await writtenTree(format, source)
  const findings = createFindings()
  const read: ReadImage[] = []
  for await (const image of format.read(tree, findings, () => undefined)) read.push(image)
  const content = await contentOf(tree, read)
  await tree.close()
  const said = [...losses, ...findings.losses()].filter(({ what }) => !BESIDES.test(what))
  const refused = findings.rejected.map(({ reason }) => ({ what: `images refused: ${reason}`, count: 1 }))
  return { content, said: [...said, ...refused], digests: [...source.pictures.keys()] }
}

const near = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= TOLERANCE_PIXELS
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => near(one, b[at]))
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return names.every((name) => near((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
}

const plain = ({ label, shape, attributes = {}, occluded = false, order = 0, group = null, track = null, originId }: Said) => ({
  label,
  shape,
  attributes,
  occluded,
  order,
  isGrouped: group !== null && group !== undefined,
  track: track?.number ?? null,
  id: originId ?? null,
})

/** Whether an annotation came back as it was; one that had no id may have got one. */
const isSame = (given: Said, read: Said): boolean =>
  near(plain(given), { ...plain(read), ...(given.originId === undefined && { id: null }) })

/** The annotations that have no equal on the other side. */
function unmatched(given: readonly Said[], read: readonly Said[]): { lost: Said[]; made: Said[] } {
  const made = [...read]
  const lost = given.filter((annotation) => {
    const at = made.findIndex((other) => isSame(annotation, other))
    if (at >= 0) made.splice(at, 1)
    return at < 0
  })
  return { lost, made }
}

/** What a way through a format changed without a word: nothing, or how many changes there are more than were told. */
function untold(images: readonly SaidImage[], { content, said, digests }: Awaited<ReturnType<typeof through>>): string[] {
  const changes = images.flatMap(({ name, annotations }, at) => {
    const { lost, made } = unmatched(annotations, content.get(digests[at] as string)?.annotations ?? [])
    const count = lost.length > 0 ? lost.length : made.length
    const text = `${name}: ${JSON.stringify(lost.map(plain))} became ${JSON.stringify(made.map(plain))}`
    return count === 0 ? [] : [{ count, text }]
  })
  const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0)
  // An image that is left out takes all its annotations along.
  const leftOut = sum(said.filter(({ what }) => what.startsWith(LEFT_OUT)))
  const told = sum(said.filter(({ what }) => !what.startsWith(LEFT_OUT)))
  const changed = sum([...changes].sort((a, b) => b.count - a.count).slice(leftOut))
  if (changed <= told) return []
  const report = said.map(({ what, count }) => `${what}: ${count}`).join('; ')
  return [`${changed} changed, ${told} told (${report})`, ...changes.map(({ text }) => text)]
}

const writing = formats.all.filter(({ write }) => write !== null)

describe('every format that is written', () => {
  test.each(writing.map((format) => [format.id, format] as const))(
    '%s: what comes back is what was there, or the report says what is not',
    async (_id, format) => {
      expect(untold(IMAGES, await through(format, IMAGES))).toEqual([])
    },
  )

  test.each(writing.map((format) => [format.id, format] as const))(
    '%s: one kind of annotation alone comes back, or the report says why not',
    async (_id, format) => {
      // Alone, no loss of another image can stand for it.
      for (const image of IMAGES) expect([image.name, ...untold([image], await through(format, [image]))]).toEqual([image.name])
    },
  )

  test.each(writing.map((format) => [format.id, format] as const))(
    '%s: the same export is the same bytes',
    async (_id, format) => {
      const [first, second] = [
        await writtenFiles(format, await anExport(IMAGES, LABELS)),
        await writtenFiles(format, await anExport(IMAGES, LABELS)),
      ]
      expect(first.files).toEqual(second.files)
    },
  )
})

describe('every pair of formats', () => {
  /** What each format makes of the images, where no other makes the same of them. */
  async function readings(): Promise<Map<string, readonly SaidImage[]>> {
    const found = new Map<string, { id: string; images: readonly SaidImage[] }>()
    for (const format of writing) {
      const { content, digests } = await through(format, IMAGES)
      const images = IMAGES.map(({ name, split }, at): SaidImage => {
        const { annotations = [], video } = content.get(digests[at] as string) ?? {}
        return { name, ...(split && { split }), ...(video && { video }), annotations }
      })
      const key = JSON.stringify(images)
      if (!found.has(key)) found.set(key, { id: format.id, images })
    }
    return new Map([...found.values()].map(({ id, images }) => [id, images]))
  }
  let made: ReturnType<typeof readings>
  beforeAll(async () => {
    made = readings()
    await made
  }, 120_000)

  test.each(writing.map((format) => [format.id, format] as const))(
    '%s: what was read from any other format comes back, or the report says what does not',
    async (_id, format) => {
      for (const [from, images] of await made) expect([from, ...untold(images, await through(format, images))]).toEqual([from])
    },
  )
})
