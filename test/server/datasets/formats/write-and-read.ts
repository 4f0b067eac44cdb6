import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createFindings } from '#server/datasets/findings.ts'
import type { ExportSource, Format, ReadAnnotation } from '#server/datasets/formats/format.ts'
import type { Entry } from '#server/datasets/formats/written-entries.ts'
import { type FileTree, inNaturalOrder } from '#server/datasets/sources/file-tree.ts'
import { withKeptFiles } from '#server/datasets/sources/kept-files.ts'
import type { Split } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { type Label, newOntology } from '#shared/ontology.ts'
import { aPicture } from '../made-up-images.ts'

/** An annotation as a test says it; what it leaves out says nothing. */
export type Said = Pick<ReadAnnotation, 'label' | 'shape'> &
  Partial<Omit<Entry['annotations'][number], 'id' | 'revision' | 'label' | 'shape'>>

/** One image of an export as a test says it. */
export interface SaidImage {
  readonly name: string
  readonly split?: Split
  readonly video?: Entry['video']
  readonly meta?: Entry['meta']
  readonly annotations: readonly Said[]
}

export const SIZE = { width: 96, height: 64 }

const pictures = new Map<number, Promise<Buffer>>()
/** The picture of the n-th image, made once. */
function pictureOf(index: number): Promise<Buffer> {
  const picture = pictures.get(index) ?? aPicture(index, SIZE)
  pictures.set(index, picture)
  return picture
}

/** What a writer is given: images of 96 x 64 pixels, each another picture, and the labels that they name. */
export async function anExport(images: readonly SaidImage[], labels: readonly Label[] = labelsOf(images), withImages = true) {
  const byHash = new Map<string, Buffer>()
  const entries: Entry[] = []
  for (const [index, { name, split = 'train', video, meta, annotations }] of images.entries()) {
    const bytes = await pictureOf(index)
    const hash = createHash('sha256').update(bytes).digest('hex')
    byHash.set(hash, bytes)
    entries.push({
      assetId: `ast_${index}` as AssetId,
      hash,
      name,
      fileName: name,
      ...SIZE,
      split,
      group: name,
      ...(video && { video }),
      ...(meta && { meta }),
      annotations: annotations.map((annotation, place) => ({
        id: `ann_${index}_${place}` as AnnotationId,
        revision: 1,
        attributes: {},
        occluded: false,
        order: 0,
        group: null,
        track: null,
        ...annotation,
      })),
    })
  }
  const source: ExportSource = {
    entries: async function* (split) {
      yield* entries.filter((entry) => split === undefined || entry.split === split)
    },
    images: withImages,
    labels,
    open: async function* (hash) {
      yield byHash.get(hash) as Buffer
    },
  }
  return { source, pictures: byHash }
}

/** The files of an export by their paths, and what it could not keep. */
export async function writtenFiles(format: Format, { source, pictures }: Awaited<ReturnType<typeof anExport>>) {
  const findings = createFindings()
  const files: Record<string, Buffer> = {}
  for await (const { path, content } of format.write?.(source, findings) ?? []) {
    if (files[path]) throw new Error(`${format.id} writes ${path} twice`)
    if ('blob' in content) files[path] = pictures.get(content.blob) as Buffer
    else files[path] = Buffer.concat(await piecesOf('bytes' in content ? content.bytes : content.text))
  }
  return { files, losses: findings.losses() }
}

async function piecesOf(content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
  return pieces
}

/** An export as a tree to be read again, in memory. */
export async function writtenTree(
  format: Format,
  source: Awaited<ReturnType<typeof anExport>>,
): Promise<{ tree: FileTree; losses: { what: string; count: number }[] }> {
  const { files, losses } = await writtenFiles(format, source)
  const tree = withKeptFiles({
    files: inNaturalOrder(Object.entries(files).map(([path, { length: bytes }]) => ({ path, bytes }))),
    refused: [],
    stream: async (path) => Readable.from([files[path] as Buffer], { objectMode: false }),
    close: async () => undefined,
  })
  return { tree, losses }
}

const labelsOf = (images: readonly SaidImage[]): Label[] =>
  newOntology(images.flatMap(({ annotations }) => annotations.map(({ label }) => label))).labels
