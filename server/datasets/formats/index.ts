import { registry } from '#shared/registry.ts'
import type { FormatInfo } from '#shared/routes/data.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { invalid } from '../../errors.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { boxCsv } from './box-csv.ts'
import { camVid } from './camvid.ts'
import { celeba } from './celeba.ts'
import { cityscapes } from './cityscapes.ts'
import { classFolders } from './class-folders.ts'
import { classList } from './class-list.ts'
import { classObjectMasks } from './class-object-masks.ts'
import { coco } from './coco.ts'
import { cocoKeypoints } from './coco-keypoints.ts'
import { cocoPanoptic } from './coco-panoptic.ts'
import { cocoResults } from './coco-results.ts'
import { commonSemanticSegmentation } from './common-semantic-segmentation.ts'
import { createMl } from './createml.ts'
import { cvatImages } from './cvat-images.ts'
import { cvatServer } from './cvat-server.ts'
import { cvatVideo } from './cvat-video.ts'
import { darwin } from './darwin.ts'
import { dataloop } from './dataloop.ts'
import { datumaro } from './datumaro.ts'
import { deepLabCut } from './deeplabcut.ts'
import { dota } from './dota.ts'
import type { Format } from './format.ts'
import { icdar } from './icdar.ts'
import { imageFolder } from './image-folder.ts'
import { imageTags } from './image-tags.ts'
import { imageValues } from './image-values.ts'
import { indexMasks } from './index-masks.ts'
import { kitti } from './kitti.ts'
import { kittiSegmentation } from './kitti-segmentation.ts'
import { labelStudio } from './label-studio.ts'
import { labelStudioMin } from './label-studio-min.ts'
import { labelMe } from './labelme-json.ts'
import { labelMeXml } from './labelme-xml.ts'
import { mapillaryVistas } from './mapillary-vistas.ts'
import { maskFolders } from './mask-folders.ts'
import { mnist } from './mnist.ts'
import { mot } from './mot.ts'
import { motsPng } from './mots-png.ts'
import { mpiiJson } from './mpii-json.ts'
import { mvtec } from './mvtec.ts'
import { openImages } from './open-images.ts'
import { parquet } from './parquet.ts'
import { segmentAnything } from './segment-anything.ts'
import { supervisely } from './supervisely.ts'
import { tfRecord } from './tfrecord.ts'
import { via } from './via.ts'
import { voc, vocMasks } from './voc.ts'
import { vottJson } from './vott-json.ts'
import { widerFace } from './wider-face.ts'
import { yolo, yoloDarknet, yoloObb, yoloPose, yoloSegment } from './yolo.ts'

/** Every format that is read or written; the first of equal fits wins. */
export const formats = registry('formats', [
  voc,
  vocMasks,
  coco,
  cocoKeypoints,
  cocoPanoptic,
  cocoResults,
  labelStudio,
  labelStudioMin,
  labelMe,
  labelMeXml,
  datumaro,
  darwin,
  supervisely,
  via,
  vottJson,
  createMl,
  segmentAnything,
  dataloop,
  mpiiJson,
  cvatServer,
  tfRecord,
  parquet,
  cityscapes,
  kittiSegmentation,
  mapillaryVistas,
  motsPng,
  camVid,
  commonSemanticSegmentation,
  classObjectMasks,
  indexMasks,
  maskFolders,
  mvtec,
  yolo,
  yoloSegment,
  yoloObb,
  yoloPose,
  yoloDarknet,
  kitti,
  dota,
  widerFace,
  mot,
  icdar,
  openImages,
  celeba,
  mnist,
  boxCsv,
  classList,
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

/** A format that was chosen, why, and what else the tree could be read as, the likeliest first. */
export interface ChosenFormat {
  readonly format: Format
  readonly why: string
  readonly others: { readonly format: string; readonly why: string }[]
}

/** The format asked for, or the one that fits best. */
export async function chooseFormat(asked: string, tree: FileTree, task: TaskId): Promise<ChosenFormat> {
  const fitting: { format: Format; score: number; why: string }[] = []
  for (const format of formats.all) {
    const { score, why } = await format.detect(tree)
    if (score > 0) fitting.push({ format, score: format.tasks.includes(task) ? score : score * OTHER_TASK_FACTOR, why })
  }
  // A stable sort: the first of equal fits stays the first.
  fitting.sort((a, b) => b.score - a.score)
  const best = fitting[0]
  const chosen = asked === 'auto' ? best?.format : formatNamed(asked)
  if (!chosen) throw invalid('There are no images and no labels in it')
  const others = fitting.filter(({ format }) => format !== chosen).map(({ format, why }) => ({ format: format.id, why }))
  return { format: chosen, why: asked === 'auto' && best ? best.why : 'asked for', others }
}

/** A format by its id; invalid where there is none. */
export function formatNamed(id: string): Format {
  if (!formats.has(id)) throw invalid(`Expected one of the formats ${formats.ids.join(', ')}, got "${id}"`)
  return formats.get(id)
}
