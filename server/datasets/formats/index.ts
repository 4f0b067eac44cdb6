import { registry } from '#shared/registry.ts'
import type { FormatInfo } from '#shared/routes/data.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { invalid } from '../../errors.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { classFolders } from './class-folders.ts'
import { coco } from './coco.ts'
import { cvatImages } from './cvat-images.ts'
import { cvatVideo } from './cvat-video.ts'
import { deepLabCut } from './deeplabcut.ts'
import type { Detection, Format } from './format.ts'
import { imageFolder } from './image-folder.ts'
import { imageTags } from './image-tags.ts'
import { imageValues } from './image-values.ts'
import { maskFolders } from './mask-folders.ts'
import { voc } from './voc.ts'

/** Every format that is read or written; the first of equal fits wins. */
export const formats = registry('formats', [
  voc,
  coco,
  maskFolders,
  cvatVideo,
  cvatImages,
  deepLabCut,
  imageTags,
  imageValues,
  classFolders,
  imageFolder,
])

/** What is told about the formats. */
export const formatInfos = (): FormatInfo[] =>
  formats.all.map(({ id, title, tasks, write }) => ({ id, title, tasks: [...tasks], reads: true, writes: write !== null }))

/** A format of another task must fit this much better: folders of a detection project are folders, not classes. */
const OTHER_TASK_FACTOR = 0.25

/** The format asked for, or the one that fits best. */
export async function chooseFormat(asked: string, tree: FileTree, task: TaskId): Promise<{ format: Format; why: string }> {
  if (asked !== 'auto') return { format: formatNamed(asked), why: 'asked for' }
  let best: { format: Format; detection: Detection } | null = null
  for (const format of formats.all) {
    const { score, why } = await format.detect(tree)
    const detection = { score: format.tasks.includes(task) ? score : score * OTHER_TASK_FACTOR, why }
    if (detection.score > (best?.detection.score ?? 0)) best = { format, detection }
  }
  if (!best) throw invalid('There are no images and no labels in it')
  return { format: best.format, why: best.detection.why }
}

/** A format by its id; invalid where there is none. */
export function formatNamed(id: string): Format {
  if (!formats.has(id)) throw invalid(`Expected one of the formats ${formats.ids.join(', ')}, got "${id}"`)
  return formats.get(id)
}
