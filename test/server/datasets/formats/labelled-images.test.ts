import { expect, test } from 'vitest'
import { createFindings } from '#server/datasets/findings.ts'
import type { ReadImage } from '#server/datasets/formats/format.ts'
import { labelledImages, type SaidOfImage } from '#server/datasets/formats/labelled-images.ts'
import { aTree } from './read-all.ts'

const said = { labelled: true, size: null, split: null }
const cannotBeRead = () => {
  throw new Error('it is damaged')
}

async function reading(files: readonly string[], images: readonly SaidOfImage[]) {
  const tree = await aTree(Object.fromEntries([...files, 'labels.json'].map((path) => [path, 'the content does not matter'])))
  const findings = createFindings()
  const read: ReadImage[] = []
  for await (const image of labelledImages(tree, findings, ['labels.json'], () => images)) read.push(image)
  await tree.close()
  return { read: read.map(({ path, labelled }) => [path, labelled]), rejected: findings.rejected }
}

test('an image whose labels cannot be read is imported without them, as one that nobody labelled', async () => {
  const { read, rejected } = await reading(
    ['a.jpg', 'b.jpg'],
    [
      { ...said, names: ['b.jpg'], annotations: () => [] },
      { ...said, names: ['a.jpg'], annotations: cannotBeRead },
    ],
  )
  expect(read).toEqual([
    ['b.jpg', true],
    ['a.jpg', false],
  ])
  expect(rejected).toEqual([{ file: 'labels.json', reason: 'it cannot be read to its end (it is damaged)' }])
})

test('so is one that its label file holds itself', async () => {
  const held = { ...said, names: ['held.jpg'], embedded: async () => 'held.jpg', annotations: cannotBeRead }
  const { read } = await reading(['a.jpg'], [held])
  expect(read).toEqual([
    ['a.jpg', false],
    ['held.jpg', false],
  ])
})
