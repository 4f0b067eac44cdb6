import { unzipSync } from 'fflate'
import { MOST_STARTING_POINT_BYTES } from '#shared/domain/starting-point.ts'
import type { PublishedFiles } from '../ml/pretrained/published-weights.ts'
import { MODEL_FILE } from '../ml/pretrained/read-published.ts'
import { ModelUnreadable } from '../ml/pretrained/unreadable.ts'

/**
 * The files of a zip by their path from the folder of its `model.json` on; a model under another name is the only JSON there.
 * `ModelUnreadable` where the archive is torn, or holds none or several.
 */
export function filesOfArchive(archive: Uint8Array): PublishedFiles {
  const files = unpacked(archive)
  const described = Object.keys(files).filter((path) => path.endsWith('.json'))
  const named = described.filter((path) => path === MODEL_FILE || path.endsWith(`/${MODEL_FILE}`))
  const [model, ...others] = named.length > 0 ? named : described
  if (model === undefined || others.length > 0)
    throw new ModelUnreadable(
      `expected one ${MODEL_FILE} in the archive, got ${[model, ...others].filter(Boolean).join(', ') || Object.keys(files).join(', ') || 'nothing'}`,
    )
  const folder = model.slice(0, model.lastIndexOf('/') + 1)
  return new Map(
    Object.entries(files).flatMap(([path, bytes]) => {
      if (!path.startsWith(folder)) return []
      return [[path === model ? MODEL_FILE : path.slice(folder.length), bytes]]
    }),
  )
}

function unpacked(archive: Uint8Array): Record<string, Uint8Array> {
  let bytes = 0
  try {
    return unzipSync(archive, {
      filter({ originalSize }) {
        bytes += originalSize
        if (bytes > MOST_STARTING_POINT_BYTES)
          throw new Error(`it would unpack to more than ${MOST_STARTING_POINT_BYTES / 1e6} MB`)
        return true
      },
    })
  } catch (error) {
    throw new ModelUnreadable(`expected a zip archive: ${error instanceof Error ? error.message : error}`)
  }
}
