import { describe, expect, test } from 'vitest'
import { createOpenTrees } from '#server/datasets/open-trees.ts'
import type { FileTree } from '#server/datasets/sources/file-tree.ts'
import { filesTree } from '#server/datasets/sources/local-tree.ts'
import { eventually } from '../../support/eventually.ts'

describe('trees that are kept open', () => {
  /** Opens empty trees, and counts those opened and those closed. */
  function counting() {
    const counts = { opened: 0, closed: 0 }
    const open = async (): Promise<FileTree> => {
      counts.opened++
      return { ...(await filesTree([])), close: async () => void counts.closed++ }
    }
    return { counts, open }
  }
  const look = async (tree: FileTree) => tree.files.length

  test('are opened once for readings side by side and one after another', async () => {
    const trees = createOpenTrees()
    const { counts, open } = counting()
    await Promise.all([trees.reading('a', open, look), trees.reading('a', open, look)])
    await trees.reading('a', open, look)
    await trees.reading('b', open, look)
    expect(counts).toEqual({ opened: 2, closed: 0 })
    await trees.close()
    expect(counts).toEqual({ opened: 2, closed: 2 })
  })

  test('are closed when nobody has read for a while, and never under a reader', async () => {
    const trees = createOpenTrees(1)
    const { counts, open } = counting()
    let finish: (() => void) | undefined
    const untilFinished = () =>
      new Promise<void>((resolve) => {
        finish = resolve
      })
    const long = trees.reading('a', open, untilFinished)
    await trees.reading('a', open, look)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(counts).toEqual({ opened: 1, closed: 0 })
    finish?.()
    await long
    await eventually(async () => expect(counts.closed).toBe(1))
    await trees.reading('a', open, look)
    expect(counts.opened).toBe(2)
    await trees.close()
  })

  test('that could not be opened are tried again by the next reader', async () => {
    const trees = createOpenTrees()
    const { counts, open } = counting()
    const broken = () => Promise.reject(new Error('damaged'))
    await expect(trees.reading('a', broken, look)).rejects.toThrow('damaged')
    expect(await trees.reading('a', open, look)).toBe(0)
    await trees.close()
    expect(counts).toEqual({ opened: 1, closed: 1 })
  })
})
