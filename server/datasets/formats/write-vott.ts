import { createHash } from 'node:crypto'
import type { Shape, ShapeOf } from '#shared/shapes/index.ts'
import { bounds } from '#shared/shapes/index.ts'
import { pointsOf } from '#shared/shapes/ring.ts'
import type { Findings } from '../findings.ts'
import { extensionOf } from '../sources/tree-path.ts'
import { calledAsBefore } from './called-as-before.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras, ringOf, shapesAs } from './shapes-as.ts'
import { type Entry, imageFiles, splitFolder, usedSplits } from './written-entries.ts'

const VERSION = '2.2.0'
/** What VoTT counts: 1 for a visited image, 2 for a labelled one; 1 for an image among kinds of files. */
const [VISITED, TAGGED, IMAGE] = [1, 2, 1]

/** {train,val,test}/{train,val,test}-export.json and, where wanted, the images beside it. */
export async function* writeVott(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/${entry.fileName}`)
  for (const split of await usedSplits(source)) {
    const name = splitFolder({ split })
    yield { path: `${name}/${name}-export.json`, content: { text: document(name, source.entries(split), source, findings) } }
  }
}

async function* document(
  name: string,
  entries: AsyncIterable<Entry>,
  { labels }: ExportSource,
  findings: Findings,
): AsyncIterable<string> {
  const tags = labels.map((label) => ({ name: label.name, color: label.color }))
  yield `{"name":${JSON.stringify(name)},"version":"${VERSION}","tags":${JSON.stringify(tags)},\n"assets":{`
  let isFirst = true
  for await (const entry of entries) {
    const id = createHash('md5').update(entry.fileName).digest('hex')
    yield `${isFirst ? '' : ','}\n${JSON.stringify(id)}:${JSON.stringify(assetOf(id, entry, findings))}`
    isFirst = false
  }
  yield '\n}}\n'
}

function assetOf(id: string, entry: Entry, findings: Findings): object {
  const { fileName, width, height, annotations } = entry
  const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
  const regions = calledAsBefore(annotations, lose).flatMap((annotation) => {
    loseExtras(annotation, ['originId'], lose)
    return shapesAs(annotation.shape, ['box', 'polygon'], lose).map((shape, index) =>
      regionOf(shape, index === 0 ? annotation.id : `${annotation.id}-${index + 1}`, annotation.label, lose),
    )
  })
  const state = regions.length > 0 || annotations.length === 0 ? TAGGED : VISITED
  const file = { format: extensionOf(fileName), id, name: fileName, path: fileName, size: { width, height }, state, type: IMAGE }
  return { asset: file, regions, version: VERSION }
}

function regionOf(shape: ShapeOf<'box' | 'polygon'>, id: string, tag: string, lose: Lose): object {
  const { x: left = 0, y: top = 0, width = 0, height = 0 } = bounds(shape as Shape) ?? {}
  const corners = [left, top, left + width, top, left + width, top + height, left, top + height]
  const ring = shape.kind === 'box' ? corners : ringOf(shape, lose)
  const type = shape.kind === 'box' ? 'RECTANGLE' : 'POLYGON'
  return { id, type, tags: [tag], boundingBox: { height, width, left, top }, points: pointsOf(ring) }
}
