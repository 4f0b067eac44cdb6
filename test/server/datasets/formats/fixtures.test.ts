import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FileTree } from '#server/datasets/sources/file-tree.ts'
import { openSource } from '#server/datasets/sources/open-source.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { describeWithData } from '../importing.ts'
import { readAll } from './read-all.ts'

/** What a data set was counted to hold, by other means than the readers: images, those that somebody labelled, annotations, and what is refused with a reason. */
interface Counted {
  readonly format: string
  readonly task?: TaskId
  readonly images: number
  readonly labelled: number
  readonly annotations: number
  readonly rejected?: number
}
const counted = (
  format: string,
  images: number,
  labelled: number,
  annotations: number,
  more: Pick<Counted, 'task' | 'rejected'> = {},
): Counted => ({
  format,
  images,
  labelled,
  annotations,
  ...more,
})

// A folder with several data sets in it stands once for each of them.
const FIXTURES: Readonly<Record<string, Counted>> = {
  'camvid-masks': counted('camvid', 4, 4, 10, { task: 'segmentation' }),
  'celeba-attributes': counted('celeba', 5, 5, 14, { task: 'multilabel' }),
  cityscapes: counted('cityscapes', 4, 4, 9, { task: 'segmentation' }),
  'coco-all-tasks-one-folder': counted('coco', 2, 2, 2),
  'coco-captions': counted('coco', 2, 0, 0),
  'coco-image-info': counted('coco', 2, 0, 0),
  'coco-instances': counted('coco', 2, 2, 2),
  'coco-keypoints-real-4': counted('coco', 4, 4, 14, { task: 'keypoints' }),
  'coco-labels': counted('coco', 2, 2, 3, { task: 'classification' }),
  'coco-mmdet-layout': counted('coco', 2, 2, 2),
  'coco-panoptic': counted('coco-panoptic', 2, 2, 2, { task: 'segmentation' }),
  'coco-person-keypoints': counted('coco-keypoints', 2, 2, 2, { task: 'keypoints' }),
  'coco-real-6': counted('coco', 6, 6, 35),
  'coco-stuff': counted('coco', 2, 2, 2, { task: 'segmentation' }),
  'common-semantic-segmentation': counted('common-semantic-segmentation', 4, 4, 9, { task: 'segmentation' }),
  'cvat-images-project': counted('cvat-images', 6, 6, 12),
  'cvat-images-shapes': counted('cvat-images', 2, 2, 6),
  'cvat-images-task': counted('cvat-images', 2, 2, 4),
  'cvat-server-json': counted('cvat-backup', 0, 0, 0, { rejected: 1 }),
  'cvat-server-json-db': counted('cvat-backup', 0, 0, 0, { rejected: 1 }),
  'cvat-video-tracks': counted('cvat-video', 2, 2, 5, { rejected: 1 }),
  'darwin-v7-convert/coco/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/cvat/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/instance_mask/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/pascalvoc/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/semantic_mask/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/yolo/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/yolov8/from': counted('darwin', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/cvat/to': counted('cvat-images', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-convert/pascalvoc/to': counted('voc', 0, 0, 0, { rejected: 1 }),
  'darwin-v7-json': counted('darwin', 0, 0, 0, { rejected: 2 }),
  'dataloop-json': counted('dataloop', 0, 0, 0, { rejected: 1 }),
  'datumaro-json': counted('datumaro', 4, 3, 7, { task: 'multilabel' }),
  'dota-obb': counted('dota', 3, 3, 4, { task: 'oriented' }),
  'icdar-text/text_localization': counted('icdar', 2, 2, 3),
  'icdar-text/text_segmentation': counted('icdar', 1, 1, 3),
  'icdar-text/word_recognition': counted('icdar', 2, 2, 2),
  'image-dir': counted('image-folder', 2, 0, 0),
  'image-exif-rotated': counted('image-folder', 3, 0, 0),
  'image-formats-odd': counted('image-folder', 11, 0, 0),
  'image-zip': counted('image-folder', 2, 0, 0),
  'image-zip-archives': counted('image-folder', 12, 0, 0),
  'imagenet-folders': counted('class-folders', 4, 3, 3, { task: 'classification' }),
  'imagenet-folders-subsets': counted('class-folders', 12, 9, 9, { task: 'classification' }),
  'imagenet-txt/basic': counted('class-list', 2, 2, 2, { task: 'classification' }),
  'imagenet-txt/custom_labels': counted('class-list', 0, 0, 0, { task: 'classification', rejected: 1 }),
  'imagenet-txt/no_labels': counted('class-list', 0, 0, 0, { task: 'classification', rejected: 1 }),
  'kaggle-csv/image_csv': counted('class-list', 5, 5, 5, { task: 'classification' }),
  'kaggle-csv/image_csv_det': counted('box-csv', 3, 3, 6),
  'kaggle-csv/image_csv_multi_label': counted('image-tags', 6, 6, 9, { task: 'multilabel' }),
  'kaggle-csv/image_txt': counted('class-list', 5, 5, 5, { task: 'classification' }),
  'kaggle-csv/image_txt_det': counted('box-csv', 3, 3, 6),
  'kaggle-csv/relaxed_voc1': counted('voc', 2, 1, 2),
  'kaggle-csv/relaxed_voc2': counted('voc', 2, 1, 2),
  'kaggle-csv/relaxed_yolo': counted('yolo', 2, 2, 4),
  'kitti-detection': counted('kitti', 2, 2, 5),
  'kitti-segmentation': counted('kitti-segmentation', 2, 2, 6, { task: 'segmentation' }),
  'label-studio/test_import_yolo_data_unif_dims': counted('yolo', 2, 2, 8, { rejected: 3 }),
  'label-studio/test_import_coco': counted('coco', 0, 0, 0, { rejected: 2 }),
  'label-studio/test_export_coco': counted('label-studio', 0, 0, 0, { rejected: 1 }),
  'label-studio/test_export_csv': counted('label-studio', 0, 0, 0, { rejected: 2 }),
  'label-studio/test_export_json_min': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio/test_export_yolo': counted('label-studio', 0, 0, 0, { rejected: 7 }),
  'label-studio-annotations/classification_mixed': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio-annotations/image_bbox': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio-annotations/image_bbox_large': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio-annotations/image_ellipses': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio-annotations/image_multilabel': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio-annotations/image_ocr': counted('label-studio', 0, 0, 0, { rejected: 4 }),
  'label-studio-annotations/image_keypoints': counted('label-studio', 0, 0, 0, { rejected: 2 }),
  'label-studio-annotations/image_polygons': counted('label-studio', 0, 0, 0, { rejected: 2 }),
  'labelme-json-real-aerial': counted('labelme', 2, 2, 12, { rejected: 1 }),
  'labelme-mit-xml': counted('labelme-xml', 1, 1, 7),
  'mapillary-vistas': counted('mapillary-vistas', 3, 3, 10, { task: 'segmentation' }),
  'mnist-csv': counted('mnist', 5, 5, 5, { task: 'classification' }),
  'mnist-idx-gz': counted('mnist', 5, 5, 5, { task: 'classification' }),
  'mot-challenge': counted('mot', 1, 1, 1, { rejected: 1 }),
  'mots-png': counted('mots-png', 3, 3, 5, { task: 'segmentation' }),
  'mpii-json-keypoints': counted('mpii-json', 3, 3, 3, { task: 'keypoints' }),
  'mvtec-anomaly': counted('mvtec', 3, 3, 5, { task: 'anomaly' }),
  'open-images-v5': counted('open-images', 2, 0, 0),
  'open-images-v6': counted('open-images', 4, 3, 5),
  'roboflow-coco': counted('coco', 3, 3, 3),
  'roboflow-createml': counted('createml', 3, 3, 4),
  'roboflow-multiclass': counted('image-tags', 3, 3, 4, { task: 'multilabel' }),
  'roboflow-tfrecord': counted('tfrecord', 0, 0, 0, { rejected: 3 }),
  'roboflow-voc': counted('voc', 3, 3, 4),
  'roboflow-yolo': counted('yolo', 3, 3, 4),
  'roboflow-yolo-obb': counted('dota', 3, 3, 4, { task: 'oriented' }),
  'segment-anything-json': counted('segment-anything', 2, 2, 1, { task: 'segmentation' }),
  'tf-detection-api-tfrecord': counted('tfrecord', 3, 3, 3),
  'via-json': counted('via', 2, 2, 10),
  'voc-fridge-6': counted('voc', 6, 6, 12),
  'voc-full': counted('voc', 2, 1, 2),
  'voc-minimal': counted('voc', 1, 1, 1),
  'voc-odd-names': counted('voc', 0, 0, 0, { rejected: 5 }),
  'voc-real-2-with-masks': counted('voc-masks', 2, 2, 3, { task: 'segmentation' }),
  'vott-csv/dataset': counted('box-csv', 4, 4, 5),
  'vott-json': counted('vott-json', 6, 6, 7),
  widerface: counted('wider-face', 3, 3, 6),
  'yolo-darknet': counted('yolo-darknet', 1, 1, 2),
  'yolo-loose-annotations-dir': counted('yolo', 1, 1, 2),
  'yolo-ultralytics-layout': counted('yolo', 2, 2, 4),
  'yolov8-classification': counted('class-folders', 3, 3, 3, { task: 'classification' }),
  'yolov8-detection': counted('yolo', 1, 1, 2),
  'yolov8-detection-with-list-of-imgs': counted('yolo', 1, 1, 2),
  'yolov8-detection-with-list-of-names': counted('yolo', 1, 1, 2),
  'yolov8-detection-with-subset-txt': counted('yolo', 1, 1, 2),
  'yolov8-oriented-boxes': counted('yolo-obb', 1, 1, 2, { task: 'oriented' }),
  'yolov8-pose': counted('yolo-pose', 1, 1, 1, { task: 'keypoints' }),
  'yolov8-pose-two-values-per-point': counted('yolo-pose', 1, 1, 1, { task: 'keypoints' }),
  'yolov8-segmentation': counted('yolo-segment', 1, 1, 2, { task: 'segmentation' }),
}
/** One of the folders holds the licences of the others. */
const LICENSES = 'LICENSES'
const FOLDERS = 82

/** A folder as it is uploaded: archives in it are opened. */
async function uploaded(folder: string): Promise<FileTree> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const places = files.map(({ parentPath, name }) => join(parentPath, name))
  return openSource(places.map((file) => ({ path: file.slice(folder.length + 1), file })))
}

describeWithData('data sets of other programs', 'format-fixtures', (folder) => {
  test(`each of the ${FOLDERS} folders is read by a test, or refused by one`, () => {
    const covered = new Set(Object.keys(FIXTURES).map((name) => name.split('/')[0]))
    const there = readdirSync(folder).filter((name) => name !== LICENSES)
    expect(there.filter((name) => !covered.has(name))).toEqual([])
    expect([...covered].filter((name) => !there.includes(name ?? ''))).toEqual([])
    expect(readdirSync(folder)).toHaveLength(FOLDERS)
  })

  test.each(Object.entries(FIXTURES))(
    '%s holds what was counted in its files, and says of what it refuses why',
    async (name, expected) => {
      const { task = 'detection', rejected = 0, ...rest } = expected
      const tree = await uploaded(join(folder, name))
      const read = await readAll(tree, { task })
      await tree.close()
      expect({
        format: read.format,
        images: read.images.length,
        labelled: read.images.filter(({ labelled }) => labelled).length,
        annotations: read.images.reduce((sum, { annotations }) => sum + annotations.length, 0),
      }).toEqual(rest)
      expect(read.rejected).toHaveLength(rejected)
      for (const { reason } of read.rejected) expect(reason.length).toBeGreaterThan(10)
      // A data set from which nothing comes at all is refused as a whole, file by file.
      if (read.images.length === 0) expect(rejected).toBeGreaterThan(0)
    },
  )
})
