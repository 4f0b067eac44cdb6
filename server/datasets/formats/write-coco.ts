import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { area } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import { tidyNumber } from './tidy-number.ts'

type Entry = ManifestEntry & { readonly fileName: string }

/** annotations/instances_{train,val,test}.json for the splits that have images and, where wanted, images/{train,val,test}. */
export async function* writeCoco({ entries, images }: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const labels = new Set<string>()
  const used = new Set<ManifestEntry['split']>()
  for await (const entry of entries()) {
    const whole = entry.annotations.filter(({ shape }) => shape.kind !== 'box').length
    if (whole > 0) findings.lose('classes of whole images: COCO instances hold boxes', entry.name, whole)
    for (const { label } of entry.annotations) labels.add(label)
    used.add(entry.split)
    if (images) yield { path: imagePath(entry), content: { blob: entry.hash } }
  }
  const categories = [...labels].sort()
  for (const split of SPLITS.filter((one) => used.has(one)))
    yield {
      path: `annotations/instances_${SPLIT_FILE_NAMES[split]}.json`,
      content: { text: instances(entries, split, categories) },
    }
}

const imagePath = ({ split, fileName }: Entry): string => `images/${SPLIT_FILE_NAMES[split]}/${fileName}`

/** A COCO file piece by piece; image ids count the images of this file from 1, so two readings of the entries agree. */
async function* instances(
  entries: ExportSource['entries'],
  split: ManifestEntry['split'],
  labels: readonly string[],
): AsyncIterable<string> {
  const categories = labels.map((name, index) => ({ id: index + 1, name, supercategory: '' }))
  yield `{"info":{},"licenses":[],"categories":${JSON.stringify(categories)},\n"images":[`
  let image = 0
  for await (const { fileName, width, height } of ofSplit(entries, split))
    yield `${image++ === 0 ? '' : ','}\n${JSON.stringify({ id: image, file_name: fileName, width, height })}`
  yield '],\n"annotations":['
  let id = 0
  image = 0
  for await (const { annotations } of ofSplit(entries, split)) {
    image++
    for (const { label, shape } of annotations) {
      if (shape.kind !== 'box') continue
      const bbox = [shape.x, shape.y, shape.width, shape.height].map(tidyNumber)
      const row = {
        image_id: image,
        category_id: labels.indexOf(label) + 1,
        bbox,
        area: tidyNumber(area(shape)),
        iscrowd: 0,
        segmentation: [],
      }
      yield `${id++ === 0 ? '' : ','}\n${JSON.stringify({ id, ...row })}`
    }
  }
  yield ']}\n'
}

async function* ofSplit(entries: ExportSource['entries'], split: ManifestEntry['split']): AsyncIterable<Entry> {
  for await (const entry of entries()) if (entry.split === split) yield entry
}
