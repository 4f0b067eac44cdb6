import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { area, bounds } from '#shared/shapes/index.ts'
import { aTree, readAll } from './read-all.ts'

const SIZE = { width: 40, height: 30 }

describe('a folder per image with a mask per object', () => {
  it('takes every mask as an object of its image, to the pixel', async () => {
    const tree = await aTree({
      'train/a/images/a.png': await picture([]),
      'train/a/masks/1.png': await picture([{ left: 5, top: 6, width: 10, height: 4 }]),
      'train/a/masks/2.png': await picture([{ left: 20, top: 10, width: 3, height: 3 }]),
      'train/b/images/b.png': await picture([]),
      'train/b/masks/1.png': await picture([{ left: 0, top: 0, width: 40, height: 30 }]),
    })
    const { format, images, declared, losses, rejected } = await readAll(tree, { task: 'segmentation' })
    expect(format).toBe('mask-folders')
    expect(declared).toEqual([{ name: 'object', shape: 'mask' }])
    expect([losses, rejected]).toEqual([[], []])
    expect(images.map(({ path, split, labelled }) => [path, split, labelled])).toEqual([
      ['train/a/images/a.png', 'train', true],
      ['train/b/images/b.png', 'train', true],
    ])
    expect(images[0]?.annotations.map(({ shape }) => [shape.kind, bounds(shape), area(shape)])).toEqual([
      ['mask', { x: 5, y: 6, width: 10, height: 4 }, 40],
      ['mask', { x: 20, y: 10, width: 3, height: 3 }, 9],
    ])
  })

  it('tells what it could not keep: masks without pixels, of another size, without an image, or no pictures at all', async () => {
    const tree = await aTree({
      'a/images/a.png': await picture([]),
      'a/masks/empty.png': await picture([]),
      'a/masks/small.png': await picture([{ left: 0, top: 0, width: 2, height: 2 }], { width: 20, height: 30 }),
      'a/masks/torn.png': 'no picture',
      'a/masks/good.png': await picture([{ left: 1, top: 1, width: 2, height: 2 }]),
      'b/masks/alone.png': await picture([{ left: 0, top: 0, width: 2, height: 2 }]),
      'c/images/one.png': await picture([]),
      'c/images/two.png': await picture([]),
      'c/masks/whose.png': await picture([{ left: 0, top: 0, width: 2, height: 2 }]),
      LICENSE: 'free',
    })
    const { images, losses, rejected } = await readAll(tree, { format: 'mask-folders' })
    expect(images.map(({ path, labelled, annotations }) => [path, labelled, annotations.length])).toEqual([
      ['a/images/a.png', true, 1],
      ['c/images/one.png', false, 0],
      ['c/images/two.png', false, 0],
    ])
    expect(rejected).toMatchObject([{ file: 'a/masks/torn.png' }])
    expect(Object.fromEntries(losses.map(({ what, example }) => [what, example]))).toEqual({
      'masks with nothing inside': 'a/masks/empty.png',
      'masks of another size than their image': 'a/masks/small.png',
      'masks without an image': 'b/masks/alone.png',
      'masks of a folder with several images': 'c/masks/whose.png',
      'files that are neither images nor labels of this format': 'LICENSE',
    })
  })
})

type Patch = { left: number; top: number; width: number; height: number }

/** White rectangles on black. */
function picture(patches: readonly Patch[], { width, height } = SIZE): Promise<Buffer> {
  const layers = patches.map(({ left, top, ...size }) => ({
    input: { create: { ...size, channels: 3 as const, background: '#ffffff' } },
    left,
    top,
  }))
  return sharp({ create: { width, height, channels: 3, background: '#000000' } })
    .composite(layers)
    .png()
    .toBuffer()
}
