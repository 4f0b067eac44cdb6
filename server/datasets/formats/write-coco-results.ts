import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import { cocoGeometry } from './coco-shapes.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { loseExtras } from './shapes-as.ts'
import { type Categories, type CocoLists, imageRows, listsOf, surveyed } from './write-coco.ts'
import { imageFiles, jsonList, splitFolder } from './written-entries.ts'

/** What says something about the image or the truth, which detections have no place for. */
const NOT_OF_RESULTS = new Set(['area', 'iscrowd', 'num_keypoints'])
const SURE = 1

/** results_{train,val,test}.json, and image_info_….json beside it with the images and categories that its ids mean. */
export async function* writeCocoResults(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const { splits, ...lists } = await surveyed(source)
  yield* imageFiles(source, (entry) => `images/${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits) {
    const name = splitFolder({ split })
    yield { path: `annotations/image_info_${name}.json`, content: { text: imageInfo(source, split, lists) } }
    yield { path: `results_${name}.json`, content: { text: jsonList(detections(source, split, lists.categories, findings)) } }
  }
}

async function* imageInfo(source: ExportSource, split: Split, lists: CocoLists): AsyncIterable<string> {
  yield `${listsOf(lists)},\n"images":`
  yield* jsonList(imageRows(source, split, lists))
  yield '}\n'
}

async function* detections(source: ExportSource, split: Split, { ids }: Categories, findings: Findings): AsyncIterable<object> {
  let image = 0
  for await (const entry of source.entries(split)) {
    image++
    for (const annotation of entry.annotations) {
      loseExtras(annotation, [], (what, kind) => findings.lose(what, entry.name, 1, kind))
      findings.lose('labels of people, written as detections of score 1', entry.name, 1, 'converted')
      const geometry = Object.entries(cocoGeometry(annotation.shape, entry)).filter(isOfResults)
      yield { image_id: image, category_id: ids.get(annotation.label), ...Object.fromEntries(geometry), score: SURE }
    }
  }
}

// COCO's evaluation makes an outline of a box only where none is given, be it empty.
const isOfResults = ([name, value]: [string, unknown]): boolean =>
  !NOT_OF_RESULTS.has(name) && !(Array.isArray(value) && value.length === 0)
