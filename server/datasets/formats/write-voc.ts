import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { boxWithin } from '#shared/shapes/convert.ts'
import { pluralOf } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import { escaped } from './escape-xml.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import { tidyNumber } from './tidy-number.ts'

/** Annotations/*.xml, ImageSets/Main/{train,val,test}.txt and, where wanted, JPEGImages. Corners are plain edges, as they are read. */
export async function* writeVoc({ entries, images }: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  for await (const entry of entries()) {
    reportLosses(entry, findings)
    yield { path: `Annotations/${stemOf(entry.fileName)}.xml`, content: { text: [labelFile(entry)] } }
    if (images) yield { path: `JPEGImages/${entry.fileName}`, content: { blob: entry.hash } }
  }
  for (const split of SPLITS)
    yield { path: `ImageSets/Main/${SPLIT_FILE_NAMES[split]}.txt`, content: { text: namesOf(entries, split) } }
}

async function* namesOf(entries: ExportSource['entries'], split: ManifestEntry['split']): AsyncIterable<string> {
  for await (const entry of entries()) if (entry.split === split) yield `${stemOf(entry.fileName)}\n`
}

/** VOC knows boxes: of other shapes the box around them is written, of labels of the whole image nothing. */
function reportLosses({ name, annotations, ...size }: ManifestEntry, findings: Findings): void {
  for (const { shape } of annotations) {
    const box = boxWithin(shape, size)
    if (!box) findings.lose(`${pluralOf(shape.kind)}: VOC holds boxes`, name)
    else if (box.kind !== shape.kind) findings.lose(`${pluralOf(shape.kind)}, of which the box is kept: VOC holds boxes`, name)
  }
}

function labelFile({ fileName, width, height, annotations }: ManifestEntry & { fileName: string }): string {
  const objects = annotations.flatMap(({ label, shape, occluded }) => {
    const box = boxWithin(shape, { width, height })
    if (!box) return []
    const corners = { xmin: box.x, ymin: box.y, xmax: box.x + box.width, ymax: box.y + box.height }
    const lines = Object.entries(corners).map(([name, value]) => `      <${name}>${tidyNumber(value)}</${name}>\n`)
    return [
      `  <object>\n    <name>${escaped(label)}</name>\n    <pose>Unspecified</pose>\n    <truncated>0</truncated>\n` +
        `    <difficult>0</difficult>\n${occluded ? '    <occluded>1</occluded>\n' : ''}` +
        `    <bndbox>\n${lines.join('')}    </bndbox>\n  </object>\n`,
    ]
  })
  return (
    `<annotation>\n  <folder>JPEGImages</folder>\n  <filename>${escaped(fileName)}</filename>\n` +
    `  <size>\n    <width>${width}</width>\n    <height>${height}</height>\n    <depth>3</depth>\n  </size>\n` +
    `  <segmented>0</segmented>\n${objects.join('')}</annotation>\n`
  )
}
