import { toBox } from '#shared/shapes/convert.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import type { Lose } from './shapes-as.ts'
import { vocColour } from './voc-colours.ts'
import { vocLabelFile } from './voc-label-file.ts'
import { vocLabelMap } from './voc-label-map.ts'
import { palettePicture, pngName } from './write-label-pictures.ts'
import { vocLists, vocObject } from './write-voc.ts'
import { type Entry, imageFiles } from './written-entries.ts'
import { numbersOfLegend, writtenLegend } from './written-legend.ts'
import { numberedPicture, paintedOf } from './written-masks.ts'

/** Numbers that a picture of 8 bits has for objects: 0 is nothing, 255 the outlines between them. */
const MOST_OBJECTS = 254
const OBJECT_COLOURS = Array.from({ length: MOST_OBJECTS }, (_, at) => ({ name: '', index: at + 1, colour: vocColour(at + 1) }))

/**
 * Annotations/*.xml as without masks, SegmentationObject with the pixels of the first, second, third … object, SegmentationClass with those of the labels
 * (labelmap.txt), ImageSets and, where wanted, JPEGImages. Objects with an inside come first in a label file, from below to above.
 */
export async function* writeVocMasks(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = (await writtenLegend(source)).map((entry) => ({ ...entry, colour: vocColour(entry.index) }))
  const numberOf = numbersOfLegend(legend)
  yield { path: 'labelmap.txt', content: { text: vocLabelMap(legend) } }
  for await (const entry of source.entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const painted = paintedOf(withAreas(entry), () => {})
      .slice(0, MOST_OBJECTS)
      .map(({ annotation }) => annotation)
    const numbers = new Map(painted.map(({ id }, at) => [id, at + 1]))
    const others = entry.annotations.filter(({ id }) => !numbers.has(id))
    const objects = [
      ...painted.flatMap((annotation) => vocObject(annotation, toBox(annotation.shape), lose)),
      ...others.flatMap((annotation) => vocObject(annotation, heldBox(annotation.shape, entry, lose), lose)),
    ]
    yield {
      path: `Annotations/${stemOf(entry.fileName)}.xml`,
      content: { text: [vocLabelFile(entry, objects, painted.length > 0)] },
    }
    if (painted.length === 0) continue
    const pixels = numberedPicture({ ...entry, annotations: painted }, ({ id }) => numbers.get(id) ?? null, lose)
    const classes = pixels.map((object) => (object === 0 ? 0 : (numberOf(painted[object - 1]?.label ?? '') ?? 0)))
    yield { path: `SegmentationClass/${pngName(entry)}`, content: { bytes: [palettePicture(entry, classes, legend)] } }
    yield { path: `SegmentationObject/${pngName(entry)}`, content: { bytes: [palettePicture(entry, pixels, OBJECT_COLOURS)] } }
  }
  yield* vocLists(source, 'Main')
  yield* vocLists(source, 'Segmentation')
  yield* imageFiles(source, ({ fileName }) => `JPEGImages/${fileName}`)
}

/** What is more than a box: boxes stay boxes, and need no picture. */
const withAreas = (entry: Entry): Entry => ({
  ...entry,
  annotations: entry.annotations.filter(({ shape }) => shape.kind !== 'box'),
})
