import { expect, test } from 'vitest'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { describeWithData } from '../importing.ts'
import { readAll } from './read-all.ts'

/** What was counted in the files by other means than the readers: images, labelled ones, annotations by label, and files that are refused. */
interface Counted {
  readonly task?: TaskId
  readonly format: string
  readonly images: number
  readonly labelled: number
  readonly labels: Readonly<Record<string, number>>
  readonly rejected?: number
}

const FIXTURES: Readonly<Record<string, Counted>> = {
  'coco-all-tasks-one-folder': { format: 'coco', images: 2, labelled: 2, labels: { a: 1, b: 1 } },
  'coco-captions': { format: 'coco', images: 2, labelled: 0, labels: {} },
  'coco-image-info': { format: 'coco', images: 2, labelled: 0, labels: {} },
  'coco-instances': { format: 'coco', images: 2, labelled: 2, labels: { a: 1, b: 1 } },
  'coco-keypoints-real-4': { task: 'keypoints', format: 'coco', images: 4, labelled: 4, labels: { person: 14 } },
  'coco-labels': { task: 'classification', format: 'coco', images: 2, labelled: 2, labels: { a: 1, b: 2 } },
  'coco-mmdet-layout': { format: 'coco', images: 2, labelled: 2, labels: { a: 1, b: 1 } },
  'coco-panoptic': { task: 'segmentation', format: 'coco-panoptic', images: 2, labelled: 2, labels: { a: 2 } },
  'coco-person-keypoints': { task: 'keypoints', format: 'coco-keypoints', images: 2, labelled: 2, labels: { a: 1, b: 1 } },
  'coco-real-6': {
    format: 'coco',
    images: 6,
    labelled: 6,
    labels: { bottle: 13, person: 10, handbag: 5, bear: 3, motorcycle: 1, bus: 1, car: 1, skateboard: 1 },
  },
  'coco-stuff': { task: 'segmentation', format: 'coco', images: 2, labelled: 2, labels: { a: 1, b: 1 } },
  'roboflow-coco': { format: 'coco', images: 3, labelled: 3, labels: { label_0: 2, label_1: 1 } },
  'roboflow-createml': { format: 'createml', images: 3, labelled: 3, labels: { label_0: 2, label_1: 2 } },
  'roboflow-multiclass': { task: 'multilabel', format: 'image-tags', images: 3, labelled: 3, labels: { label_0: 2, label_1: 2 } },
  'datumaro-json': {
    task: 'multilabel',
    format: 'datumaro',
    images: 4,
    labelled: 3,
    labels: { car: 2, bicycle: 2, tom: 1, mary: 2 },
  },
  'labelme-json-real-aerial': { format: 'labelme', images: 2, labelled: 2, labels: { human: 7, car: 5 }, rejected: 1 },
  'labelme-mit-xml': {
    format: 'labelme-xml',
    images: 1,
    labelled: 1,
    labels: { window: 1, 'license plate': 1, o1: 1, q1: 1, b1: 1, m1: 1, hg: 1 },
  },
  'via-json': { format: 'via', images: 2, labelled: 2, labels: { z: 2, c: 2, o: 2, '###': 2, n: 2 } },
  'vott-json': { format: 'vott-json', images: 6, labelled: 6, labels: { animal: 3, dog: 2, person: 2 } },
  'segment-anything-json': { task: 'segmentation', format: 'segment-anything', images: 2, labelled: 2, labels: { object: 1 } },
  'mpii-json-keypoints': { task: 'keypoints', format: 'mpii-json', images: 3, labelled: 3, labels: { person: 3 } },
  'darwin-v7-json': { format: 'darwin', images: 0, labelled: 0, labels: {}, rejected: 2 },
  'dataloop-json': { format: 'dataloop', images: 0, labelled: 0, labels: {}, rejected: 1 },
  // Its images are elsewhere: a refusal for each that a task names, and tasks of texts beside them.
  'label-studio': { format: 'label-studio', images: 2, labelled: 0, labels: {}, rejected: 14 },
  'label-studio-annotations': { format: 'label-studio', images: 0, labelled: 0, labels: {}, rejected: 40 },
  ...Object.fromEntries(
    ['coco', 'cvat', 'instance_mask', 'pascalvoc', 'semantic_mask', 'yolo', 'yolov8'].map((to) => [
      `darwin-v7-convert/${to}/from`,
      { format: 'darwin', images: 0, labelled: 0, labels: {}, rejected: 1 },
    ]),
  ),
  'cvat-images-project': { format: 'cvat-images', images: 6, labelled: 6, labels: { label1: 6, label2: 6 } },
  // Two shapes of a file have no label there.
  'cvat-images-shapes': { format: 'cvat-images', images: 2, labelled: 2, labels: { label1: 1, label2: 1, skeleton: 2, '': 2 } },
  'cvat-images-task': { format: 'cvat-images', images: 2, labelled: 2, labels: { label1: 1, label2: 1, '': 2 } },
  // Its last frame has no image.
  'cvat-video-tracks': { format: 'cvat-video', images: 2, labelled: 2, labels: { II: 2, klhg: 1, skeleton: 2 }, rejected: 1 },
  'cvat-server-json': { format: 'cvat-backup', images: 0, labelled: 0, labels: {}, rejected: 1 },
  'cvat-server-json-db': { format: 'cvat-backup', images: 0, labelled: 0, labels: {}, rejected: 1 },
}

describeWithData('label files in JSON and XML of other programs', 'format-fixtures', (folder) => {
  test.each(Object.entries(FIXTURES))('%s is read as counted in its files', async (name, counted) => {
    const { task = 'detection', rejected = 0, ...expected } = counted
    const read = await readAll(await folderTree(`${folder}/${name}`), { task })
    const labels: Record<string, number> = {}
    for (const { annotations } of read.images) for (const { label } of annotations) labels[label] = (labels[label] ?? 0) + 1
    const labelled = read.images.filter((image) => image.labelled).length
    expect({ format: read.format, images: read.images.length, labelled, labels }).toEqual(expected)
    expect(read.rejected).toHaveLength(rejected)
  })
})
