import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { writePng } from './write-png.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'
import { paintedOf, paintNumber } from './written-masks.ts'

const INSIDE = 255
/** Digits of a mask's number, so that masks are listed in their order. */
const NUMBER_DIGITS = 4

/** {train,val,test}/NAME/masks with a black and white picture for every object and, where wanted, the image in `images` beside it. */
export async function* writeMaskFolders(source: ExportSource, findings: Findings, onlyLabel: string): AsyncIterable<WrittenFile> {
  for await (const entry of source.entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const { width, height } = entry
    for (const annotation of entry.annotations) loseExtras(annotation, [], lose)
    const painted = paintedOf(entry, lose)
    if (painted.length === 0) lose('images without objects: the layout cannot say that somebody has looked')
    for (const [index, { annotation, mask }] of painted.entries()) {
      if (annotation.label !== onlyLabel)
        lose(`labels: the layout has no names, and objects are read as "${onlyLabel}"`, 'renamed')
      const values = new Uint8Array(width * height)
      paintNumber(values, width, mask, INSIDE)
      const number = String(index + 1).padStart(NUMBER_DIGITS, '0')
      yield { path: `${homeOf(entry)}/masks/${number}.png`, content: { bytes: [writePng({ width, height, values })] } }
    }
  }
  yield* imageFiles(source, (entry) => `${homeOf(entry)}/images/${entry.fileName}`)
}

const homeOf = (entry: Entry): string => `${splitFolder(entry)}/${stemOf(entry.fileName)}`
