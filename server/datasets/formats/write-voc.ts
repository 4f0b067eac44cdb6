import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import { tidyNumber } from './tidy-number.ts'

/** Annotations/*.xml, ImageSets/Main/{train,val,test}.txt and, where wanted, JPEGImages. Corners are plain edges, as they are read. */
export async function* writeVoc({ entries, images }: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  for await (const entry of entries()) {
    const whole = entry.annotations.filter(({ shape }) => shape.kind !== 'box').length
    if (whole > 0) findings.lose('classes of whole images: VOC holds boxes', entry.name, whole)
    yield { path: `Annotations/${stemOf(entry.fileName)}.xml`, content: { text: [labelFile(entry)] } }
    if (images) yield { path: `JPEGImages/${entry.fileName}`, content: { blob: entry.hash } }
  }
  for (const split of SPLITS)
    yield { path: `ImageSets/Main/${SPLIT_FILE_NAMES[split]}.txt`, content: { text: namesOf(entries, split) } }
}

async function* namesOf(entries: ExportSource['entries'], split: ManifestEntry['split']): AsyncIterable<string> {
  for await (const entry of entries()) if (entry.split === split) yield `${stemOf(entry.fileName)}\n`
}

function labelFile({ fileName, width, height, annotations }: ManifestEntry & { fileName: string }): string {
  const objects = annotations.flatMap(({ label, shape }) => {
    if (shape.kind !== 'box') return []
    const corners = { xmin: shape.x, ymin: shape.y, xmax: shape.x + shape.width, ymax: shape.y + shape.height }
    const lines = Object.entries(corners).map(([name, value]) => `      <${name}>${tidyNumber(value)}</${name}>\n`)
    return [
      `  <object>\n    <name>${escaped(label)}</name>\n    <pose>Unspecified</pose>\n    <truncated>0</truncated>\n` +
        `    <difficult>0</difficult>\n    <bndbox>\n${lines.join('')}    </bndbox>\n  </object>\n`,
    ]
  })
  return (
    `<annotation>\n  <folder>JPEGImages</folder>\n  <filename>${escaped(fileName)}</filename>\n` +
    `  <size>\n    <width>${width}</width>\n    <height>${height}</height>\n    <depth>3</depth>\n  </size>\n` +
    `  <segmented>0</segmented>\n${objects.join('')}</annotation>\n`
  )
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
