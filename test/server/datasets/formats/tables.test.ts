import { expect, test } from 'vitest'
import { createFindings } from '#server/datasets/findings.ts'
import { csvRows } from '#server/datasets/formats/csv-rows.ts'
import { imageTags } from '#server/datasets/formats/image-tags.ts'
import { imageValues } from '#server/datasets/formats/image-values.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { newOntology } from '#shared/ontology.ts'
import { bounds } from '#shared/shapes/index.ts'
import { describeWithData } from '../importing.ts'
import { aTree, readAll } from './read-all.ts'

const image = Buffer.from('not looked at')

test('a table is read cell by cell, quotes, line breaks and byte order mark included', () => {
  expect(csvRows('\uFEFFa,"b ""c""","d,\ne"\r\n\r\n1,,3')).toEqual([
    ['a', 'b "c"', 'd,\ne'],
    ['1', '', '3'],
  ])
})

test('a table of numbers gives each image its number; rows without an image are counted', async () => {
  const tree = await aTree({
    'a.png': image,
    'more/b.png': image,
    'c.png': image,
    'values.csv': 'file,cells,area\na.png,14,0.25\nb,3.5,\nlost.png,1,1\n',
  })
  const { format, images, losses } = await readAll(tree, { task: 'regression' })
  expect(format).toBe('image-values')
  const said = Object.fromEntries(images.map(({ path, labelled, annotations }) => [path, { labelled, annotations }]))
  expect(said['a.png']?.annotations).toEqual([
    { label: 'cells', shape: { kind: 'whole' }, attributes: { value: 14 } },
    { label: 'area', shape: { kind: 'whole' }, attributes: { value: 0.25 } },
  ])
  expect(said['more/b.png']?.annotations.map(({ attributes }) => attributes)).toEqual([{ value: 3.5 }])
  expect(said['c.png']).toEqual({ labelled: false, annotations: [] })
  expect(losses).toMatchObject([{ what: 'rows whose image is not there', count: 1, example: 'values.csv: lost.png' }])
})

test('a table of ones and zeros gives each image its tags; no tag is an answer as well', async () => {
  const tree = await aTree({ 'a.png': image, 'b.png': image, 'tags.csv': 'filename, wet, dark\na.png, 1, 1\nb.png, 0, 0\n' })
  const { format, images } = await readAll(tree, { task: 'multilabel' })
  expect(format).toBe('image-tags')
  expect(images.map(({ labelled, annotations }) => ({ labelled, tags: annotations.map(({ label }) => label) }))).toEqual([
    { labelled: true, tags: ['wet', 'dark'] },
    { labelled: true, tags: [] },
  ])
})

test.each([
  ['multilabel', imageTags, 'tags.csv', 'file,wet,dark\r\ntest/a.png,1,0\r\n'],
  ['regression', imageValues, 'values.csv', 'file,wet,dark\r\ntest/a.png,2.5,\r\n'],
] as const)('what is written for %s is a table that is read back', async (_task, format, name, text) => {
  const entry = {
    name: 'a.png',
    fileName: 'a.png',
    split: 'test',
    hash: 'h',
    annotations: [
      { label: 'wet', shape: { kind: 'whole' }, attributes: { value: 2.5 }, occluded: false, order: 0, group: null, track: null },
    ],
  }
  const source = {
    entries: async function* () {
      yield entry
    },
    images: true,
    labels: newOntology(['wet', 'dark']).labels,
  }
  const files: Record<string, string> = {}
  for await (const { path, content } of format.write?.(source as never, createFindings()) ?? []) {
    if ('blob' in content) files[path] = content.blob
    else if ('text' in content) for await (const line of content.text) files[path] = (files[path] ?? '') + line
  }
  expect(files).toEqual({ [name]: text, 'test/a.png': 'h' })
})

const header = 'scorer,Ann,Ann,Ann,Ann\nbodyparts,snout,snout,leftear,leftear\ncoords,x,y,x,y\n'

test('a table of body parts gives each frame its skeleton, what is empty is absent', async () => {
  const tree = await aTree({
    'labeled-data/m/img0.png': image,
    'labeled-data/m/img1.png': image,
    'labeled-data/m/img2.png': image,
    'labeled-data/m/CollectedData_Ann.csv': `${header}labeled-data/m/img0.png,10,20,30,60\nlabeled-data/m/img1.png,5,6,,\nlabeled-data/m/img9.png,1,2,3,4\n`,
  })
  const { format, images, declared, losses } = await readAll(tree, { task: 'keypoints' })
  expect(format).toBe('deeplabcut-csv')
  expect(images.map(({ labelled, annotations }) => [labelled, annotations[0]?.shape])).toEqual([
    [true, { kind: 'skeleton', keypoints: [10, 20, 2, 30, 60, 2] }],
    [true, { kind: 'skeleton', keypoints: [5, 6, 2, 0, 0, 0] }],
    [false, undefined],
  ])
  expect(declared).toEqual([
    { name: 'animal', shape: 'skeleton', skeleton: { keypoints: ['snout', 'leftear'], edges: [], places: [0, 0, 1, 1] } },
  ])
  expect(losses).toMatchObject([{ what: 'rows whose image is not there', count: 1, example: 'labeled-data/m/img9.png' }])
})

test('several animals are several skeletons, of several scorers the first counts, and both are said', async () => {
  const tree = await aTree({
    'labeled-data/m/img0.png': image,
    'CollectedData.csv':
      'scorer,,,A,A,A,A,B,B\nindividuals,,,one,one,two,two,one,one\nbodyparts,,,nose,nose,nose,nose,nose,nose\ncoords,,,x,y,x,y,x,y\nlabeled-data,m,img0.png,1,2,3,4,5,6\n',
  })
  const { images, losses } = await readAll(tree, { task: 'keypoints' })
  expect(images[0]?.annotations.map(({ label, shape }) => [label, shape])).toEqual([
    ['animal', { kind: 'skeleton', keypoints: [1, 2, 2] }],
    ['animal', { kind: 'skeleton', keypoints: [3, 4, 2] }],
  ])
  expect(losses.map(({ what, count }) => [what, count])).toEqual([
    ['labels of further scorers', 1],
    ['names of individuals', 2],
  ])
})

describeWithData('the mice of DeepLabCut', 'mouse-keypoints', (folder) => {
  test('of 116 rows the fifteen with an image are read', async () => {
    const { format, images, losses, declared } = await readAll(await folderTree(folder), { task: 'keypoints' })
    expect(format).toBe('deeplabcut-csv')
    expect(images).toHaveLength(15)
    expect(
      images.every(({ annotations }) => annotations.length === 1 && bounds(annotations[0]?.shape ?? { kind: 'whole' })),
    ).toBe(true)
    expect(losses).toContainEqual(expect.objectContaining({ what: 'rows whose image is not there', count: 101 }))
    expect(declared[0]?.skeleton?.keypoints).toEqual(['snout', 'leftear', 'rightear', 'tailbase'])
  })
})

describeWithData('tags of another program', 'format-fixtures', (folder) => {
  test('are read with the split of their folders', async () => {
    const { format, images } = await readAll(await folderTree(`${folder}/roboflow-multiclass`), { task: 'multilabel' })
    expect(format).toBe('image-tags')
    expect(images.map(({ split, annotations }) => [split, annotations.map(({ label }) => label).join()])).toEqual([
      ['train', 'label_0'],
      ['train', 'label_1'],
      ['validation', 'label_0,label_1'],
    ])
  })
})
