import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { WIDER_COLUMNS, WIDER_LABEL } from './wider-list.ts'
import { type Entry, imageFiles, splitFolder, usedSplits } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** The data set sorts its images by what goes on in them; here they all go on in one. */
const EVENT = '0--images'
/** The line below an image without faces. */
const NO_FACES = '0 0 0 0 0 0 0 0 0 0\n'
const HELD: readonly string[] = WIDER_COLUMNS

/** wider_face_split/wider_face_{train,val,test}_bbx_gt.txt and, where wanted, WIDER_{train,val,test}/images. */
export async function* writeWiderFace(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `WIDER_${splitFolder(entry)}/images/${EVENT}/${entry.fileName}`)
  for (const split of await usedSplits(source)) {
    const path = `wider_face_split/wider_face_${splitFolder({ split })}_bbx_gt.txt`
    yield { path, content: { text: listOf(source.entries(split), findings) } }
  }
}

async function* listOf(entries: AsyncIterable<Entry>, findings: Findings): AsyncIterable<string> {
  for await (const entry of entries) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const faces = entry.annotations.flatMap((annotation) => faceLine(annotation, entry, lose))
    yield `${EVENT}/${entry.fileName}\n${faces.length}\n${faces.length === 0 ? NO_FACES : faces.join('')}`
  }
}

function faceLine(annotation: Annotation, entry: Entry, lose: Lose): string[] {
  loseExtras(annotation, ['attributes', 'occluded'], lose)
  const box = heldBox(annotation.shape, entry, lose)
  if (!box) return []
  const { label, attributes, occluded } = annotation
  if (label !== WIDER_LABEL) lose(`labels other than "${WIDER_LABEL}", of which WIDER FACE knows no other`, 'renamed')
  if (Object.entries(attributes).some(([name, value]) => !isHeld(name, value, occluded)))
    lose(`attributes other than whole numbers of ${WIDER_COLUMNS.join(', ')}`)
  const places = [box.x, box.y, box.width, box.height]
  const whole = places.map(Math.round)
  if (places.some((place, at) => place !== whole[at])) lose('boxes moved to whole pixels', 'converted')
  const occlusion = occluded ? Math.max(1, numberOf(attributes.occlusion)) : 0
  const said = WIDER_COLUMNS.map((name) => (name === 'occlusion' ? occlusion : numberOf(attributes[name])))
  return [`${[...whole, ...said].join(' ')}\n`]
}

/** Whether a column says it so that it is read back alike. */
function isHeld(name: string, value: Annotation['attributes'][string], occluded: boolean): boolean {
  if (!HELD.includes(name) || typeof value !== 'number' || !Number.isInteger(value)) return false
  return name === 'occlusion' ? occluded && value > 1 : value > 0
}

function numberOf(value: Annotation['attributes'][string] | undefined): number {
  if (typeof value === 'number') return Math.round(value)
  return value === true ? 1 : 0
}
