import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trackFolder } from '../../../scripts/cli/track-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a folder is tracked by the checksum that DVC gives it', async () => {
  const folder = join(temporaryFolder(), 'v')
  mkdirSync(join(folder, 'b'), { recursive: true })
  for (const [name, text] of Object.entries({ 'a.txt': 'a\n', 'b/ä 😀.txt': 'b\n', 'b-c.txt': 'c\n', 'b/quote"d.txt': 'd\n' }))
    writeFileSync(join(folder, name), text)
  const { file, ...tracked } = await trackFolder(folder)
  // As `dvc add` of DVC 3.67.1 says of these very files.
  expect(tracked).toEqual({ md5: 'b8ab27c4f18de2262578db19269c6ac3.dir', files: 4, bytes: 8 })
  expect(file).toBe(`${folder}.dvc`)
  const lines = [
    'outs:',
    '- md5: b8ab27c4f18de2262578db19269c6ac3.dir',
    '  size: 8',
    '  nfiles: 4',
    '  hash: md5',
    '  path: "v"',
    '',
  ]
  expect(readFileSync(file, 'utf8').split('\n')).toEqual(lines)
})
