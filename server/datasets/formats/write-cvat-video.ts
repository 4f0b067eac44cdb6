import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { VideoFrame } from '#shared/domain/video.ts'
import type { Label } from '#shared/ontology.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import { extensionOf } from '../sources/tree-path.ts'
import { cvatTrackPart } from './cvat-shapes.ts'
import { addUsed, presentLabels } from './cvat-used-labels.ts'
import { labelElements } from './cvat-write-labels.ts'
import { escaped } from './escape-xml.ts'
import { exportedVideos } from './exported-videos.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'

type Entry = ManifestEntry & { readonly video: VideoFrame }
type Annotation = Entry['annotations'][number]
/** An annotation on the frame that CVAT counts so. */
interface Part {
  readonly place: number
  readonly annotation: Annotation
}

const FRAME_DIGITS = 6

/** A folder for each video (none where there is one only) with annotations.xml and, where wanted, images/frame_000000 …, counted from 0. */
export async function* writeCvatVideo(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const videos = await exportedVideos(source, findings)
  // A video is in memory at a time, not a project.
  for (const { id, folder: own } of videos) {
    const folder = videos.length === 1 ? '' : `${own}/`
    const frames = await framesOf(source, id)
    if (source.images)
      for (const [place, { hash, name }] of frames.entries())
        yield { path: `${folder}images/${frameName(place)}.${extensionOf(name) || 'jpg'}`, content: { blob: hash } }
    yield { path: `${folder}annotations.xml`, content: { text: document(frames, source.labels, findings) } }
  }
}

const frameName = (place: number): string => `frame_${String(place).padStart(FRAME_DIGITS, '0')}`

async function framesOf({ entries }: ExportSource, id: string): Promise<Entry[]> {
  const frames: Entry[] = []
  for await (const entry of entries()) if (entry.video?.id === id) frames.push(entry as Entry)
  return frames.sort((a, b) => a.video.frame - b.video.frame)
}

function* document(frames: readonly Entry[], labels: readonly Label[], findings: Findings): Iterable<string> {
  const used = presentLabels(labels)
  for (const { annotations } of frames) for (const annotation of annotations) addUsed(used, labels, annotation)
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n'
  yield `      <size>${frames.length}</size>\n      <mode>interpolation</mode>\n`
  yield `      <start_frame>0</start_frame>\n      <stop_frame>${Math.max(0, frames.length - 1)}</stop_frame>\n      <labels>\n`
  for (const label of used.values()) yield labelElements(label)
  yield '      </labels>\n    </task>\n  </meta>\n'
  const groups = new Map<string, number>()
  for (const [number, parts] of tracksOf(frames, findings)) {
    const group = groupOf(parts, (what) => findings.lose(what, frames[0]?.name ?? ''))
    if (group !== null && !groups.has(group)) groups.set(group, groups.size + 1)
    yield trackElement({ number, group: groups.get(group ?? '') ?? 0 }, parts, used, frames.length)
  }
  yield '</annotations>\n'
}

/** The parts of each track by its number. What is in none is one of a single frame. */
function tracksOf(frames: readonly Entry[], findings: Findings): Map<number, Part[]> {
  const tracks = new Map<number, Part[]>()
  const alone: Part[] = []
  for (const [place, { annotations, name }] of frames.entries())
    for (const annotation of annotations) {
      const { track, shape } = annotation
      loseExtras(annotation, ['attributes', 'occluded', 'order', 'group', 'track'], (what) => findings.lose(what, name))
      if (bounds(shape) === null) findings.lose('labels of the whole image: tracks hold shapes', name)
      else if (track) tracks.set(track.number, [...(tracks.get(track.number) ?? []), { place, annotation }])
      else alone.push({ place, annotation })
    }
  let number = Math.max(0, ...tracks.keys())
  for (const part of alone) tracks.set(++number, [part])
  if (alone.length > 0) findings.lose('shapes in no track, written as tracks of one frame', frames[0]?.name ?? '', alone.length)
  return tracks
}

/** The group that a track is in; null for none. */
function groupOf(parts: readonly Part[], lose: Lose): string | null {
  const [group = null, ...others] = new Set(parts.map(({ annotation }) => annotation.group))
  if (others.length === 0) return group
  lose('groups that a track is in on some of its frames only: CVAT groups whole tracks')
  return null
}

/** A track's own number, and that of its group, 0 for none. */
interface TrackNumbers {
  readonly number: number
  readonly group: number
}

// Where it is gone on the next frame the last shape stands once more, marked as outside: else it would last to the end.
function trackElement(
  { number, group }: TrackNumbers,
  parts: readonly Part[],
  labels: ReadonlyMap<string, Label>,
  frames: number,
): string {
  const label = parts[0]?.annotation.label ?? ''
  const elements = parts.flatMap(({ place, annotation }, index) => {
    const known = labels.get(annotation.label)
    const isKeyframe = annotation.track?.keyframe ?? true
    const here = cvatTrackPart(annotation, known, { frame: place, isKeyframe, isOutside: false })
    const isGone = parts[index + 1]?.place !== place + 1 && place + 1 < frames
    return isGone ? [here, cvatTrackPart(annotation, known, { frame: place + 1, isKeyframe: true, isOutside: true })] : [here]
  })
  const grouped = group > 0 ? ` group_id="${group}"` : ''
  return `  <track id="${number}" label="${escaped(label)}"${grouped} source="manual">\n${elements.join('')}  </track>\n`
}
