import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { createFindings } from '#server/datasets/findings.ts'
import { formats } from '#server/datasets/formats/index.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { describeWithData } from '../importing.ts'
import { aPicture } from '../made-up-images.ts'
import { aTree } from './read-all.ts'

/** What a format's files call the annotations of each image. */
async function idsIn(format: string, tree: Awaited<ReturnType<typeof aTree>>): Promise<(string | undefined)[][]> {
  const found: (string | undefined)[][] = []
  for await (const { annotations } of formats.get(format).read(tree, createFindings(), () => undefined))
    found.push(annotations.map(({ id }) => id))
  await tree.close()
  return found
}

describeWithData('what the programs themselves wrote', 'format-fixtures', (folder) => {
  test.each([
    ['vott-json', 'vott-json/dataset', [['BsO3zj9bn'], ['mosw0b97K', 'mosw0b97K'], ['sO4m1DtTZ']]],
    ['segment-anything', 'segment-anything-json', [['1'], []]],
  ])('%s: annotations keep the ids of the file', async (format, place, ids) => {
    expect(await idsIn(format, await folderTree(join(folder, place)))).toEqual(ids)
  })

  test('darwin: annotations keep the ids of the file', async () => {
    const name = 'annotation_with_properties.json'
    const file = readFileSync(join(folder, 'darwin-v7-json', name))
    const tree = await aTree({ [name]: file, '221b-1.jpeg': await aPicture(1) })
    expect((await idsIn('darwin', tree))[0]).toContain('3893e60c-436b-47a8-9544-ff60d018a694')
  })
})

describe('annotations keep the ids that their files give', () => {
  test('in Dataloop', async () => {
    const box = {
      type: 'box',
      label: 'cat',
      coordinates: [
        { x: 1, y: 2 },
        { x: 30, y: 40 },
      ],
    }
    const file = {
      filename: '/a.png',
      annotations: [
        { id: '5f3e0a', datasetId: 'd', ...box },
        { datasetId: 'd', ...box },
      ],
    }
    expect(await idsIn('dataloop', await aTree({ 'a.json': JSON.stringify(file), 'a.png': await aPicture(1) }))).toEqual([
      ['5f3e0a', undefined],
    ])
  })

  test('on the server of CVAT, where it says labels by name', async () => {
    const shape = {
      type: 'rectangle',
      frame: 0,
      label: 'cat',
      points: [1, 2, 30, 40],
      occluded: false,
      z_order: 0,
      attributes: [],
    }
    const job = {
      version: 0,
      tags: [],
      shapes: [
        { id: 95, ...shape },
        { ...shape, points: [3, 4, 20, 20] },
      ],
      tracks: [],
    }
    const line = { name: 'a', extension: '.png', width: 96, height: 64 }
    const tree = await aTree({
      'task_0/annotations.json': JSON.stringify([job]),
      'task_0/data/manifest.jsonl': `${JSON.stringify(line)}\n`,
      'task_0/data/a.png': await aPicture(1),
    })
    expect(await idsIn('cvat-backup', tree)).toEqual([['95', undefined]])
  })

  test('in tables of Hugging Face, as a list beside the boxes', async () => {
    const list = (name: string) => [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' } as const,
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 } as const,
    ]
    const whole = { name: 'element', type: 'INT64', repetition_type: 'OPTIONAL' } as const
    const table = parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'file_name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'objects', repetition_type: 'OPTIONAL', num_children: 3 },
        ...[...list('id'), whole],
        ...[...list('bbox'), ...list('element'), { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' } as const],
        ...[...list('category'), whole],
      ],
      columnData: [
        { name: 'file_name', data: ['a.png'] },
        {
          name: 'objects',
          data: [
            {
              id: [114n, 115n],
              bbox: [
                [1, 2, 30, 40],
                [3, 4, 20, 20],
              ],
              category: [0n, 0n],
            },
          ],
        },
      ],
    })
    expect(await idsIn('parquet', await aTree({ 'train.parquet': Buffer.from(table), 'a.png': await aPicture(1) }))).toEqual([
      ['114', '115'],
    ])
  })

  test('in tables of boxes, in a column of their own', async () => {
    const rows = ['filename,class,xmin,ymin,xmax,ymax,object_id', 'a.png,cat,1,2,30,40,7f', 'a.png,cat,3,4,20,20,']
    const tree = await aTree({ 'labels.csv': `${rows.join('\n')}\n`, 'a.png': await aPicture(1) })
    expect(await idsIn('box-csv', tree)).toEqual([['7f', undefined]])
  })

  test('but not in Datumaro or Supervisely where the id is 0, which stands for none', async () => {
    const categories = { label: { labels: [{ name: 'cat', parent: '' }] } }
    const annotations = [0, 4].map((id) => ({ id, type: 'bbox', label_id: 0, group: 0, bbox: [1 + id, 2, 30, 40] }))
    const items = [{ id: 'a', annotations, image: { path: 'a.png' } }]
    const image = await aPicture(1)
    expect(await idsIn('datumaro', await aTree({ 'train.json': JSON.stringify({ categories, items }), 'a.png': image }))).toEqual(
      [[undefined, '4']],
    )
    const objects = [0, 497521359].map((id) => ({
      ...{ id, classTitle: 'cat', geometryType: 'rectangle', tags: [] },
      points: {
        exterior: [
          [1, 2],
          [30, 40],
        ],
        interior: [],
      },
    }))
    const file = { description: '', tags: [], size: { width: 96, height: 64 }, objects }
    expect(await idsIn('supervisely', await aTree({ 'ann/a.png.json': JSON.stringify(file), 'img/a.png': image }))).toEqual([
      [undefined, '497521359'],
    ])
  })
})
