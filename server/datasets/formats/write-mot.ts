import { tidyNumber } from '#shared/tidy-number.ts'
import type { Findings } from '../findings.ts'
import { extensionOf } from '../sources/tree-path.ts'
import { type ClassIndex, createClassIndex } from './class-index.ts'
import { type ExportedVideo, exportedVideos } from './exported-videos.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { type Entry, splitFolder } from './written-entries.ts'

type Annotation = Entry['annotations'][number]
const FRAME_DIGITS = 6
const NO_TRACK = -1
/** Images a second of most of the challenge's own sequences: other programs ask for one. */
const FRAME_RATE = 30
/** What is hidden by something else, where nobody said by how much. */
const HALF_SEEN = 0.5

/** {train,val,test}/VIDEO/gt/gt.txt with gt/labels.txt, seqinfo.ini and, where wanted, img1/000001 …, counted from 1 in the order of the frames. */
export async function* writeMot(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const classes = createClassIndex(source.labels)
  for (const sequence of await exportedVideos(source, findings)) {
    const folder = `${splitFolder(sequence)}/${sequence.folder}`
    const [first] = sequence.frames
    const extension = extensionOf(first?.name ?? '') || 'jpg'
    for (const [at, { hash, name }] of source.images ? sequence.frames.entries() : [])
      yield { path: `${folder}/img1/${frameName(at)}.${extensionOf(name) || 'jpg'}`, content: { blob: hash } }
    yield { path: `${folder}/gt/gt.txt`, content: { text: rowsOf(source, sequence, classes, findings) } }
    yield { path: `${folder}/gt/labels.txt`, content: { text: classes.names().map((name) => `${name}\n`) } }
    const size = `imWidth=${first?.width}\nimHeight=${first?.height}\nimExt=.${extension}\n`
    const info = `[Sequence]\nname=${sequence.folder}\nimDir=img1\nframeRate=${FRAME_RATE}\nseqLength=${sequence.frames.length}\n${size}`
    findings.lose(`how fast videos are: nobody knows it here, and ${FRAME_RATE} images a second are written`, sequence.folder)
    yield { path: `${folder}/seqinfo.ini`, content: { text: [info] } }
  }
}

const frameName = (at: number): string => String(at + 1).padStart(FRAME_DIGITS, '0')

// Sorted by track and frame, as the challenge's own tables are; boxes of no track come first.
async function* rowsOf(
  { entries }: ExportSource,
  { id, frames }: ExportedVideo,
  classes: ClassIndex,
  findings: Findings,
): AsyncIterable<string> {
  const numbers = new Map(frames.map(({ assetId }, at) => [assetId, at + 1]))
  const rows: { track: number; frame: number; text: string }[] = []
  for await (const entry of entries()) {
    if (entry.video?.id !== id) continue
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    for (const annotation of entry.annotations) {
      const places = placesOf(annotation, entry, lose)
      const [track, frame] = [annotation.track?.number ?? NO_TRACK, numbers.get(entry.assetId) ?? 0]
      if (places) rows.push({ track, frame, text: `${[frame, track, places, saidOf(annotation, classes)].join()}\n` })
    }
  }
  rows.sort((a, b) => a.track - b.track || a.frame - b.frame)
  for (const { text } of rows) yield text
}

function placesOf(annotation: Annotation, entry: Entry, lose: Lose): string | null {
  loseExtras(annotation, ['attributes', 'occluded', 'track'], lose)
  const box = heldBox(annotation.shape, entry, lose)
  if (!box) return null
  const { attributes, occluded, track } = annotation
  if (Object.entries(attributes).some(([name, value]) => !isHeld(name, value, occluded)))
    lose('attributes other than "ignored" and "visibility"')
  if (occluded && typeof attributes.visibility !== 'number')
    lose('objects hidden by something else, written as half visible', 'converted')
  if (track && !track.keyframe) lose('frames filled in between keyframes: MOT does not tell them apart', 'converted')
  return [box.x, box.y, box.width, box.height].map(tidyNumber).join()
}

function isHeld(name: string, value: Annotation['attributes'][string], occluded: boolean): boolean {
  if (name === 'ignored') return value === true
  return name === 'visibility' && occluded && typeof value === 'number' && value >= 0 && value < 1
}

function saidOf({ label, attributes: { ignored, visibility }, occluded }: Annotation, classes: ClassIndex): string {
  const seen = occluded ? (typeof visibility === 'number' ? visibility : HALF_SEEN) : 1
  return [ignored === true ? 0 : 1, classes.of(label) + 1, Math.min(Math.max(seen, 0), 1)].join()
}
