import { bounds } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { writePng } from './write-png.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'
import { numberedPicture } from './written-masks.ts'

const PRODUCT = 'labelloop'
const GOOD = 'good'
const INSIDE = 255

/** labelloop/{train,val,test}/LABEL/* where images are wanted, and labelloop/ground_truth/LABEL/*_mask.png for those with areas. */
export async function* writeMvtec(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  for await (const entry of source.entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const areas = areasOf(entry, lose)
    for (const annotation of entry.annotations) loseExtras(annotation, [], lose)
    if (areas.length === 0) continue
    const numbers = numberedPicture({ ...entry, annotations: areas }, () => INSIDE, lose)
    const { width, height } = entry
    yield {
      path: `${PRODUCT}/ground_truth/${folderOf(labelOf(entry))}/${stemOf(entry.fileName)}_mask.png`,
      content: { bytes: [writePng({ width, height, values: Uint8Array.from(numbers) })] },
    }
  }
  yield* imageFiles(source, (entry) => `${PRODUCT}/${splitFolder(entry)}/${folderOf(labelOf(entry))}/${entry.fileName}`)
}

/** What the folder of an image is called for: its own label, else that of its first area, else that it is good. */
const labelOf = ({ annotations }: Entry): string => (annotations.find(isWhole) ?? annotations[0])?.label ?? GOOD

const isWhole = ({ shape }: Entry['annotations'][number]): boolean => bounds(shape) === null

function areasOf(entry: Entry, lose: Lose): Entry['annotations'] {
  const label = labelOf(entry)
  const [own, ...further] = entry.annotations.filter(isWhole)
  for (const _ of further) lose('further labels of an image: a folder names one')
  const areas = entry.annotations.filter((annotation) => !isWhole(annotation))
  if (!own)
    lose(
      areas.length > 0
        ? 'images without a label, put into the folder of their first area'
        : `images without a label, put into the folder "${GOOD}"`,
      'converted',
    )
  const others = areas.filter((area) => area.label !== label)
  for (const _ of others) lose("areas of another label than their image's: a mask has that of its folder")
  return areas.filter((area) => area.label === label)
}

const folderOf = (label: string): string => label.replaceAll(/[\\/:]/g, '_').replace(/^\.+$/, '_')
