import { tidyNumber } from '#shared/tidy-number.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { spacelessName } from './spaceless-name.ts'
import { turnedCorners } from './turned-corners.ts'
import { type Entry, splitFolder } from './written-entries.ts'

/** {train,val,test}/labelTxt with a text file for every image and, where wanted, {train,val,test}/images. */
export async function* writeDota({ entries, images }: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  for await (const entry of entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const lines = entry.annotations.flatMap((annotation) => lineOf(annotation, lose))
    yield { path: `${splitFolder(entry)}/labelTxt/${stemOf(entry.fileName)}.txt`, content: { text: [lines.join('')] } }
    if (images) yield { path: `${splitFolder(entry)}/images/${entry.fileName}`, content: { blob: entry.hash } }
  }
}

function lineOf(annotation: Entry['annotations'][number], lose: Lose): string[] {
  loseExtras(annotation, ['attributes'], lose)
  const corners = turnedCorners(annotation.shape, lose)
  if (!corners) return []
  const { difficult, ...others } = annotation.attributes
  if (Object.keys(others).length > 0 || (difficult !== undefined && difficult !== true)) lose('attributes other than "difficult"')
  return [`${[...corners.map(tidyNumber), spacelessName(annotation.label, lose), difficult === true ? 1 : 0].join(' ')}\n`]
}
