import { expect, test } from 'vitest'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { describeWithData } from '../importing.ts'
import { readAll } from './read-all.ts'

// Folder, task, and what is recognised: the format, images, labelled ones, annotations.
const FIXTURES: readonly [string, TaskId, string, number, number, number][] = [
  ['roboflow-voc', 'detection', 'voc', 3, 3, 4],
  ['voc-fridge-6', 'detection', 'voc', 6, 6, 12],
  ['voc-full', 'detection', 'voc', 2, 1, 2],
  ['voc-minimal', 'detection', 'voc', 1, 1, 1],
  ['voc-odd-names', 'detection', 'voc', 0, 0, 0],
  ['voc-real-2-with-masks', 'detection', 'voc', 2, 2, 3],
  ['imagenet-folders', 'classification', 'class-folders', 4, 3, 3],
  ['imagenet-folders-subsets', 'classification', 'class-folders', 12, 9, 9],
  ['image-dir', 'detection', 'image-folder', 2, 0, 0],
  ['image-formats-odd', 'detection', 'image-folder', 11, 0, 0],
]

describeWithData('data sets of other programs', 'format-fixtures', (folder) => {
  test.each(FIXTURES)('%s, %s: read as %s', async (name, task, format, images, labelled, annotations) => {
    const read = await readAll(await folderTree(`${folder}/${name}`), { task })
    expect({
      format: read.format,
      images: read.images.length,
      labelled: read.images.filter((image) => image.labelled).length,
      annotations: read.images.reduce((sum, image) => sum + image.annotations.length, 0),
    }).toEqual({ format, images, labelled, annotations })
  })
})
