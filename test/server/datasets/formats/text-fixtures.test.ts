import { expect, test } from 'vitest'
import { filesTree, folderTree } from '#server/datasets/sources/local-tree.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { describeWithData, SHARED_DATA } from '../importing.ts'
import { readAll } from './read-all.ts'

/** Counted in the files by hand: images, those that somebody labelled, annotations, and how often each label is given. */
type Expected = readonly [images: number, labelled: number, annotations: number, labels: Record<string, number>]

const FIXTURES: readonly [folder: string, task: TaskId, format: string, expected: Expected][] = [
  ['yolo-darknet', 'detection', 'yolo-darknet', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolo-loose-annotations-dir', 'detection', 'yolo', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolo-ultralytics-layout', 'detection', 'yolo', [2, 2, 4, { label_2: 2, label_4: 2 }]],
  ['yolov8-classification', 'classification', 'class-folders', [3, 3, 3, { label_0: 2, label_1: 1 }]],
  ['yolov8-detection', 'detection', 'yolo', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolov8-detection-with-list-of-imgs', 'detection', 'yolo', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolov8-detection-with-list-of-names', 'detection', 'yolo', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolov8-detection-with-subset-txt', 'detection', 'yolo', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolov8-oriented-boxes', 'oriented', 'yolo-obb', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['yolov8-pose', 'keypoints', 'yolo-pose', [1, 1, 1, { skeleton_label: 1 }]],
  ['yolov8-pose-two-values-per-point', 'keypoints', 'yolo-pose', [1, 1, 1, { skeleton_label: 1 }]],
  ['yolov8-segmentation', 'segmentation', 'yolo-segment', [1, 1, 2, { label_2: 1, label_4: 1 }]],
  ['roboflow-yolo', 'detection', 'yolo', [3, 3, 4, { label_0: 2, label_1: 2 }]],
  ['roboflow-yolo-obb', 'oriented', 'dota', [3, 3, 4, { label_0: 2, label_1: 2 }]],
  ['kitti-detection', 'detection', 'kitti', [2, 2, 5, { Truck: 1, Van: 4 }]],
  ['dota-obb', 'oriented', 'dota', [3, 3, 4, { label_0: 2, label_1: 2 }]],
  ['widerface', 'detection', 'wider-face', [3, 3, 6, { face: 6 }]],
  ['mot-challenge', 'detection', 'mot', [1, 1, 1, { label_2: 1 }]],
  ['icdar-text', 'detection', 'icdar', [5, 5, 8, { text: 8 }]],
  ['icdar-text/text_localization', 'detection', 'icdar', [2, 2, 3, { text: 3 }]],
  ['icdar-text/text_segmentation', 'detection', 'icdar', [1, 1, 3, { text: 3 }]],
  ['icdar-text/word_recognition', 'detection', 'icdar', [2, 2, 2, { text: 2 }]],
  ['open-images-v5', 'detection', 'open-images', [2, 0, 0, {}]],
  [
    'open-images-v6',
    'detection',
    'open-images',
    [4, 3, 5, { 'Generic label #0': 2, 'Generic label #1': 1, 'Generic label #3': 2 }],
  ],
  ['vott-csv', 'detection', 'box-csv', [8, 6, 7, { helmet: 4, person: 3 }]],
  ['vott-csv/dataset', 'detection', 'box-csv', [4, 4, 5, { helmet: 3, person: 2 }]],
  ['kaggle-csv/image_csv', 'classification', 'class-list', [5, 5, 5, { dog: 2, cat: 3 }]],
  ['kaggle-csv/image_txt', 'classification', 'class-list', [5, 5, 5, { dog: 2, cat: 3 }]],
  ['kaggle-csv/image_csv_multi_label', 'multilabel', 'image-tags', [6, 6, 9, { dog: 3, cat: 3, person: 3 }]],
  ['kaggle-csv/image_csv_det', 'detection', 'box-csv', [3, 3, 6, { dog: 3, cat: 3 }]],
  ['kaggle-csv/image_txt_det', 'detection', 'box-csv', [3, 3, 6, { dog: 3, cat: 3 }]],
  ['kaggle-csv/relaxed_voc1', 'detection', 'voc', [2, 1, 2, { person: 1, cat: 1 }]],
  ['kaggle-csv/relaxed_voc2', 'detection', 'voc', [2, 1, 2, { person: 1, cat: 1 }]],
  ['kaggle-csv/relaxed_yolo', 'detection', 'yolo', [2, 2, 4, { 'class 1': 1, 'class 2': 1, 'class 3': 1, 'class 4': 1 }]],
  ['imagenet-folders', 'classification', 'class-folders', [4, 3, 3, { label_0: 1, label_1: 2 }]],
  ['imagenet-folders-subsets', 'classification', 'class-folders', [12, 9, 9, { label_0: 3, label_1: 6 }]],
  ['imagenet-txt/basic', 'classification', 'class-list', [2, 2, 2, { label_0: 1, label_5: 1 }]],
  ['mnist-csv', 'classification', 'mnist', [5, 5, 5, { 5: 1, 7: 1, 0: 1, 2: 1, 1: 1 }]],
  ['mnist-idx-gz', 'classification', 'mnist', [5, 5, 5, { 5: 1, 7: 1, 0: 1, 2: 1, 1: 1 }]],
  ['image-dir', 'detection', 'image-folder', [2, 0, 0, {}]],
  ['image-exif-rotated', 'detection', 'image-folder', [3, 0, 0, {}]],
  ['image-formats-odd', 'detection', 'image-folder', [11, 0, 0, {}]],
  ['roboflow-voc', 'detection', 'voc', [3, 3, 4, { label_0: 2, label_1: 2 }]],
  ['voc-fridge-6', 'detection', 'voc', [6, 6, 12, { can: 3, carton: 5, milk_bottle: 2, water_bottle: 2 }]],
  ['voc-full', 'detection', 'voc', [2, 1, 2, { cat: 1, person: 1 }]],
  ['voc-minimal', 'detection', 'voc', [1, 1, 1, { cat: 1 }]],
  ['voc-real-2-with-masks', 'detection', 'voc', [2, 2, 3, { dog: 1, chair: 1, person: 1 }]],
  ['voc-real-2-with-masks', 'segmentation', 'voc-masks', [2, 2, 3, { dog: 1, chair: 1, person: 1 }]],
  ['voc-odd-names', 'detection', 'voc', [0, 0, 0, {}]],
]

describeWithData('data sets whose labels are text', 'format-fixtures', (folder) => {
  test.each(FIXTURES)('%s, %s: read as %s', async (name, task, format, expected) => {
    const read = await readAll(await folderTree(`${folder}/${name}`), { task })
    const labels: Record<string, number> = {}
    for (const { annotations } of read.images) for (const { label } of annotations) labels[label] = (labels[label] ?? 0) + 1
    const found = [
      read.images.length,
      read.images.filter(({ labelled }) => labelled).length,
      read.images.reduce((sum, { annotations }) => sum + annotations.length, 0),
      labels,
    ]
    expect([read.format, found]).toEqual([format, expected])
  })

  test('CelebA has tags, faces with who they are, landmarks and splits', async () => {
    const { format, images, declared, losses } = await readAll(await folderTree(`${folder}/celeba-attributes`), {
      task: 'multilabel',
    })
    expect(format).toBe('celeba')
    expect(images.map(({ split }) => split)).toEqual(['train', 'train', 'validation', 'test', 'test'])
    const tags = images.map(({ annotations }) =>
      annotations.filter(({ shape }) => shape.kind === 'whole').map(({ label }) => label),
    )
    expect(tags).toEqual([['Arched Eyebrows', 'Attractive'], [], ['Bags Under Eyes', 'Big Nose'], [], []])
    expect(images[0]?.annotations.at(-2)).toEqual({
      label: 'face',
      shape: { kind: 'box', x: 95, y: 71, width: 226, height: 313 },
      attributes: { identity: '12' },
    })
    expect(images.every(({ annotations }) => annotations.at(-1)?.shape.kind === 'skeleton')).toBe(true)
    expect(declared[0]?.skeleton?.keypoints).toEqual(['lefteye', 'righteye', 'nose', 'leftmouth', 'rightmouth'])
    expect(losses).toMatchObject([{ example: 'SOURCE.txt' }])
  })

  test.each(['imagenet-txt/custom_labels', 'imagenet-txt/no_labels'])(
    '%s: a list without its images is refused with what to do',
    async (name) => {
      const { images, rejected } = await readAll(await folderTree(`${folder}/${name}`), { task: 'classification' })
      expect(images).toEqual([])
      expect(rejected).toEqual([
        { file: 'train.txt', reason: 'none of the images it names is there: import the images together with it' },
      ])
    },
  )

  test('label files without their images are refused one by one, whatever they are called', async () => {
    const { rejected } = await readAll(await folderTree(`${folder}/voc-odd-names`))
    expect(rejected.map(({ file }) => file).sort()).toEqual(['@', 'a', 'b', 'c', 'd'].map((name) => `Annotations/${name}.xml`))
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(
      new Set(['the image it labels is not there: import the images together with their labels']),
    )
  })

  test('a sequence of MOT without frames is refused with where they should lie', async () => {
    const { images, rejected } = await readAll(await folderTree(`${folder}/mot-challenge`))
    expect(images).toMatchObject([{ video: { name: 'mot_seq', frame: 1 } }])
    expect(rejected).toEqual([
      {
        file: 'mot_seq_with_seqinfo/gt/gt.txt',
        reason: 'no frames lie beside it: expected images in mot_seq_with_seqinfo/img1',
      },
    ])
  })

  test('the splits of YOLO are those of its folders, lists and configuration', async () => {
    const splits = async (name: string) =>
      (await readAll(await folderTree(`${folder}/${name}`))).images.map(({ path, split }) => [path, split])
    expect(await splits('roboflow-yolo')).toEqual([
      ['train/images/train_001.jpg', 'train'],
      ['train/images/train_002.jpg', 'train'],
      ['val/images/val_001.jpg', 'validation'],
    ])
    expect(await splits('yolo-darknet')).toEqual([['obj_train_data/1.jpg', 'train']])
    expect(await splits('yolov8-detection-with-subset-txt')).toEqual([['images/train/1.jpg', 'train']])
  })

  test('masks of VOC are put on the objects whose boxes they lie in', async () => {
    const tree = await folderTree(`${folder}/voc-real-2-with-masks`)
    const { images } = await readAll(tree, { task: 'segmentation' })
    expect(images.map(({ annotations }) => annotations.map(({ label, shape }) => [label, shape.kind]))).toEqual([
      [
        ['dog', 'mask'],
        ['chair', 'mask'],
      ],
      [['person', 'box']],
    ])
  })
})

describeWithData('raccoons in a table', 'raccoon', () => {
  test('have one box each, though two tables say so', async () => {
    const images = (await folderTree(`${SHARED_DATA}/raccoon/images`)).files
    const tables = ['raccoon_labels.csv', 'test_labels.csv', 'train_labels.csv']
    const tree = await filesTree([
      ...images.map(({ path }) => ({ path: `images/${path}`, file: `${SHARED_DATA}/raccoon/images/${path}` })),
      ...tables.map((name) => ({ path: `data/${name}`, file: `${SHARED_DATA}/raccoon/data/${name}` })),
    ])
    const { format, images: read, losses } = await readAll(tree)
    expect(format).toBe('box-csv')
    expect(read.filter(({ labelled }) => labelled)).toHaveLength(200)
    expect(read.reduce((sum, { annotations }) => sum + annotations.length, 0)).toBe(217)
    expect(losses).toMatchObject([{ what: 'rows that repeat those of another table', count: 217 }])
    expect(read.filter(({ split }) => split === 'test').length).toBeGreaterThan(0)
  })
})
