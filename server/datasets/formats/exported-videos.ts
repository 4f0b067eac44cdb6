import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource } from './format.ts'
import type { Entry } from './written-entries.ts'

/** What stays in memory of a frame. */
type Frame = Pick<Entry, 'assetId' | 'hash' | 'name' | 'width' | 'height'> & { readonly frame: number }

/** A video of an export. */
export interface ExportedVideo {
  readonly id: string
  /** Its name as a folder of its own may be called. */
  readonly folder: string
  readonly split: Split
  readonly frames: readonly Frame[]
}

/** The videos of an export in the order of their first frames, each with its frames in order; images that are in none are told. */
export async function exportedVideos({ entries }: ExportSource, findings: Findings): Promise<ExportedVideo[]> {
  const found = new Map<string, { name: string; split: Split; frames: Frame[] }>()
  for await (const { video, split, assetId, hash, name, width, height } of entries()) {
    const frame = { assetId, hash, name, width, height, frame: video?.frame ?? 0 }
    const known = video && found.get(video.id)
    if (!video) findings.lose('images that are no frames of a video', name)
    else if (known) known.frames.push(frame)
    else found.set(video.id, { name: video.name, split, frames: [frame] })
  }
  const taken = new Set<string>()
  return [...found].map(([id, { name, split, frames }], index) => {
    const plain = name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_')
    const folder = taken.has(plain) ? `${plain}_${index + 1}` : plain
    taken.add(folder)
    return { id, folder, split, frames: frames.sort((a, b) => a.frame - b.frame) }
  })
}
