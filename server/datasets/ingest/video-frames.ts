import type { ImportId, VideoId } from '#shared/domain/ids.ts'
import type { VideoFrame } from '#shared/domain/video.ts'
import { derivedId } from '../../derived-id.ts'
import type { ReadImage } from '../formats/format.ts'
import { foldersOf, stemOf } from '../sources/tree-path.ts'

/** The number at the end of a name, and what stands before it. */
const COUNTED = /^(.*?)[_\-. ]*(\d{1,9})$/
const UNNAMED = 'video'

/** Which frame of which video an image is: as its format says, or (`isAsked`) by its name; null where it is none. */
export function videoFrameOf(
  importId: ImportId,
  { path, video }: Pick<ReadImage, 'path' | 'video'>,
  isAsked: boolean,
): VideoFrame | null {
  const place = video ?? (isAsked ? placeByName(path) : null)
  return place && { id: derivedId<VideoId>('vid', importId, place.name), ...place }
}

// "cam1/frame_0012.jpg" is frame 12 of "cam1/frame".
function placeByName(path: string): { name: string; frame: number } | null {
  const [, prefix = '', number] = COUNTED.exec(stemOf(path)) ?? []
  if (number === undefined) return null
  const name = [...foldersOf(path), prefix].filter(Boolean).join('/')
  return { name: name || UNNAMED, frame: Number(number) }
}
