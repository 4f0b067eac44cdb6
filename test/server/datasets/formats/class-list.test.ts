import { expect, test } from 'vitest'
import { aTree, readAll } from './read-all.ts'

const IMAGE = 'the content does not matter'
const reading = async (files: Record<string, string>) =>
  (await readAll(await aTree({ 'train/a.jpg': IMAGE, ...files }), { task: 'classification', format: 'class-list' })).images

test('numbers of a list mean the lines of the file of names that lies nearest above it', async () => {
  const files = { 'train/labels.csv': 'image,label\na.jpg,1\n', 'synsets.txt': 'n00000001 cat\nn00000002 dog\n' }
  expect(await reading(files)).toMatchObject([{ annotations: [{ label: 'dog' }] }])
  const nearer = { ...files, 'train/synsets.txt': 'fox\nowl\n' }
  expect(await reading(nearer)).toMatchObject([{ annotations: [{ label: 'owl' }] }])
})

test('a folder whose name only begins alike is not above a list', async () => {
  const files = { 'train/labels.csv': 'image,label\na.jpg,1\n', 'synsets.txt': 'cat\ndog\n', 'tr/synsets.txt': 'fox\nowl\n' }
  expect(await reading(files)).toMatchObject([{ annotations: [{ label: 'dog' }] }])
})
