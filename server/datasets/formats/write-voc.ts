import type { Box } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import { createClassIndex } from './class-index.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import { readAttribute } from './voc-attribute.ts'
import { vocColour } from './voc-colours.ts'
import { type VocObject, vocLabelFile } from './voc-label-file.ts'
import { vocLabelMap } from './voc-label-map.ts'
import { type Entry, imageFiles } from './written-entries.ts'

/** Annotations/*.xml, ImageSets/Main/{train,val,test}.txt, labelmap.txt and, where wanted, JPEGImages. Corners are plain edges, as they are read. */
export async function* writeVoc(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const classes = createClassIndex(source.labels)
  for await (const entry of source.entries()) {
    for (const { label } of entry.annotations) classes.of(label)
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const objects = entry.annotations.flatMap((annotation) => vocObject(annotation, heldBox(annotation.shape, entry, lose), lose))
    yield { path: `Annotations/${stemOf(entry.fileName)}.xml`, content: { text: [vocLabelFile(entry, objects)] } }
  }
  const labels = classes.names().map((name, index) => ({ name, colour: vocColour(index + 1) }))
  yield { path: 'labelmap.txt', content: { text: vocLabelMap(labels) } }
  yield* vocLists(source, 'Main')
  yield* imageFiles(source, ({ fileName }) => `JPEGImages/${fileName}`)
}

/** An annotation as an object of a label file; none where it has no box. */
export function vocObject(annotation: Entry['annotations'][number], box: Box | null, lose: Lose): VocObject[] {
  loseExtras(annotation, ['attributes', 'occluded'], lose)
  if (!box) return []
  if (Object.values(annotation.attributes).some((value) => typeof value === 'string' && readAttribute(value) !== value))
    lose('texts that read like numbers or like "true" and "false", and are read as such', 'converted')
  return [{ annotation, box }]
}

/** The lists of the images of each split, for one purpose of the data set. */
export async function* vocLists(source: ExportSource, purpose: 'Main' | 'Segmentation'): AsyncIterable<WrittenFile> {
  for (const split of SPLITS)
    yield { path: `ImageSets/${purpose}/${SPLIT_FILE_NAMES[split]}.txt`, content: { text: namesOf(source.entries(split)) } }
}

async function* namesOf(entries: AsyncIterable<Entry>): AsyncIterable<string> {
  for await (const { fileName } of entries) yield `${stemOf(fileName)}\n`
}
