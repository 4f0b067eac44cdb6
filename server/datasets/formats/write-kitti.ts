import type { Split } from '#shared/domain/asset.ts'
import { tidyNumber } from '#shared/tidy-number.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { spacelessName } from './spaceless-name.ts'
import type { Entry } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** KITTI's names for its parts, and one like them for validation, which it has not. */
const FOLDERS: Readonly<Record<Split, string>> = { train: 'training', validation: 'validation', test: 'testing' }
/** What stands for a size and place in space that are not known. */
const NOT_IN_SPACE = '-1 -1 -1 -1000 -1000 -1000 -10'
const UNKNOWN_ANGLE = -10
/** Levels of occlusion beyond the least: largely hidden, unknown. */
const LEVELS: readonly unknown[] = [2, 3]

/** {training,validation,testing}/label_2 with a text file for every image and, where wanted, image_2. */
export async function* writeKitti({ entries, images }: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  for await (const entry of entries()) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const folder = FOLDERS[entry.split]
    const lines = entry.annotations.flatMap((annotation) => lineOf(annotation, entry, lose))
    yield { path: `${folder}/label_2/${stemOf(entry.fileName)}.txt`, content: { text: [lines.join('')] } }
    if (images) yield { path: `${folder}/image_2/${entry.fileName}`, content: { blob: entry.hash } }
  }
}

function lineOf(annotation: Annotation, entry: Entry, lose: Lose): string[] {
  loseExtras(annotation, ['attributes', 'occluded'], lose)
  const box = heldBox(annotation.shape, entry, lose)
  if (!box) return []
  const { attributes, occluded, label } = annotation
  if (Object.entries(attributes).some(([name, value]) => !isHeld(name, value, occluded)))
    lose('attributes other than "truncated" and "occlusion"')
  const columns = [
    spacelessName(label, lose),
    truncationOf(annotation),
    occlusionOf(annotation),
    UNKNOWN_ANGLE,
    ...[box.x, box.y, box.x + box.width, box.y + box.height].map(tidyNumber),
    NOT_IN_SPACE,
  ]
  return [`${columns.join(' ')}\n`]
}

/** Whether a column says it so that it is read back alike. */
function isHeld(name: string, value: Annotation['attributes'][string], occluded: boolean): boolean {
  if (name === 'truncated') return value === true || (typeof value === 'number' && value > 0 && value < 1)
  return name === 'occlusion' && occluded && LEVELS.includes(value)
}

function truncationOf({ attributes: { truncated } }: Annotation): number {
  if (typeof truncated === 'number') return Math.min(Math.max(truncated, 0), 1)
  return truncated === true ? 1 : 0
}

function occlusionOf({ occluded, attributes: { occlusion } }: Annotation): number {
  if (!occluded) return 0
  return LEVELS.includes(occlusion) ? Number(occlusion) : 1
}
