import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import { vocColour } from './voc-colours.ts'
import { vocLabelMap } from './voc-label-map.ts'
import { colouredPicture, pngName } from './write-label-pictures.ts'
import { type Entry, imageFiles } from './written-entries.ts'
import { numbersOfLegend, writtenLegend } from './written-legend.ts'
import { numberedPicture } from './written-masks.ts'

/** Objects of one image that 16 bits can tell apart. */
const MOST_OBJECTS = 65_535

/** labelmap.txt, SegmentationClass and SegmentationObject, ImageSets/Segmentation/{train,val,test}.txt and, where wanted, JPEGImages. */
export async function* writeClassObjectMasks(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  yield { path: 'labelmap.txt', content: { text: vocLabelMap(legend) } }
  const numberOf = numbersOfLegend(legend)
  for await (const entry of source.entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const labels: number[] = []
    const objects = numberedPicture(
      entry,
      ({ label }) => {
        if (labels.length === MOST_OBJECTS) {
          lose(`areas beyond ${MOST_OBJECTS} in one image`)
          return null
        }
        return labels.push(numberOf(label) ?? 0)
      },
      lose,
    )
    for (const annotation of entry.annotations) loseExtras(annotation, [], lose)
    const classes = objects.map((object) => (object === 0 ? 0 : (labels[object - 1] as number)))
    yield { path: `SegmentationClass/${pngName(entry)}`, content: { bytes: [colouredPicture(entry, classes, legend)] } }
    yield {
      path: `SegmentationObject/${pngName(entry)}`,
      content: { bytes: [colouredPicture(entry, objects, objectColours(labels.length))] },
    }
  }
  for (const split of SPLITS)
    yield { path: `ImageSets/Segmentation/${SPLIT_FILE_NAMES[split]}.txt`, content: { text: names(split) } }
  yield* imageFiles(source, ({ fileName }) => `JPEGImages/${fileName}`)

  async function* names(split: Entry['split']): AsyncIterable<string> {
    for await (const { fileName } of source.entries(split)) yield `${stemOf(fileName)}\n`
  }
}

/** The number whose colour in VOC's palette is that of outlines. */
const BORDER = 255

/** A colour for each object: those of VOC's palette, in which no two of the first 16 million are alike. */
const objectColours = (count: number) =>
  Array.from({ length: count }, (_, place) => ({
    name: '',
    index: place + 1,
    colour: vocColour(place + 1 < BORDER ? place + 1 : place + 2),
  }))
