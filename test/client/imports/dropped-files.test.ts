import { describe, expect, test } from 'vitest'
import { withPaths } from '../../../client/imports/dropped-files.ts'

const dropped = (path: string) => Object.assign(new File(['x'], path.split('/').at(-1) ?? path), { path })

describe('files that were dropped', () => {
  test('keep their place in the folder, without the leading slash or dot', () => {
    const paths = withPaths([dropped('/set/train/b.jpg'), dropped('./set/train/a.jpg'), dropped('c.jpg')]).map(({ path }) => path)
    expect(paths).toEqual(['c.jpg', 'set/train/a.jpg', 'set/train/b.jpg'])
  })

  test('are known by their name where nothing tells a folder', () => {
    expect(withPaths([new File(['x'], 'alone.png')])[0]?.path).toBe('alone.png')
  })

  test('leave out what operating systems strew about', () => {
    const clutter = ['set/.DS_Store', 'Thumbs.db', '__MACOSX/set/a.jpg', 'set/._a.jpg']
    expect(withPaths([...clutter, 'set/a.jpg'].map(dropped)).map(({ path }) => path)).toEqual(['set/a.jpg'])
  })
})
