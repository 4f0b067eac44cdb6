import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blobLines, endsPart, putTree, readTree, type TreePart, treeLines, treeParts } from '#server/store/blob-tree.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const LINES = 20_000

describe('a tree of blobs', () => {
  const folder = temporaryFolder(afterAll)
  let blobs: BlobStore
  beforeAll(async () => {
    blobs = await openBlobs(`file:${folder}`)
  })

  /** A tree of lines, their number as its summary. */
  async function treeOf(lines: readonly string[]): Promise<string> {
    async function* leaves(): AsyncGenerator<TreePart<number>> {
      for (const leaf of parted(lines)) {
        const { hash } = await blobs.put({ bytes: Buffer.from(leaf.map((line) => `${line}\n`).join('')) })
        yield { part: hash, height: 0, summary: leaf.length }
      }
    }
    const tree = await putTree(blobs, { about: 'numbers' }, leaves(), (counts) => counts.reduce((sum, one) => sum + one, 0))
    if (!tree) throw new Error('Expected a tree')
    expect(tree.summary).toBe(lines.length)
    return tree.digest
  }
  const numbers = Array.from({ length: LINES }, (_, index) => `line ${index}`)

  test('gives its lines back in order, and says what is said of it', async () => {
    const digest = await treeOf(numbers)
    expect(await listed(treeLines(blobs, digest))).toEqual(numbers)
    expect((await readTree(blobs, digest))?.header).toMatchObject({ about: 'numbers', summary: LINES })
  })

  test('is the same one for the same lines, and shares all parts but a few with one that differs in one line', async () => {
    const digest = await treeOf(numbers)
    expect(await treeOf(numbers)).toBe(digest)
    const parts = new Set(await partsOf(digest))
    for (const other of [
      numbers.with(LINES / 2, 'something else'),
      numbers.toSpliced(7, 0, 'one more'),
      numbers.toSpliced(LINES - 9, 1),
    ]) {
      const fresh = (await partsOf(await treeOf(other))).filter((part) => !parts.has(part))
      expect(fresh.length).toBeLessThanOrEqual(4)
      expect(fresh.length).toBeGreaterThan(0)
      expect(parts.size).toBeGreaterThan(400)
    }
  })

  test('is not there where there is nothing to keep', async () => {
    async function* none(): AsyncGenerator<TreePart<number>> {}
    expect(await putTree(blobs, {}, none(), () => 0)).toBeNull()
  })

  test('is told from the plain lines of older versions', async () => {
    const { hash } = await blobs.put({ bytes: Buffer.from('{"assetId":"a"}\n\n{"assetId":"b"}\n') })
    expect(await readTree(blobs, hash)).toBeNull()
    expect(await listed(treeLines(blobs, hash))).toEqual(['{"assetId":"a"}', '{"assetId":"b"}'])
    expect(await listed(blobLines(blobs, hash))).toHaveLength(2)
    expect(readdirSync(join(folder, '.incoming'))).toEqual([])
  })

  async function partsOf(digest: string): Promise<string[]> {
    const tree = await readTree(blobs, digest)
    const found = await listed(treeParts(blobs, tree?.parts ?? [], () => false))
    return found.map(({ part }) => part)
  }
})

function parted(lines: readonly string[]): string[][] {
  const leaves: string[][] = [[]]
  for (const line of lines) {
    leaves.at(-1)?.push(line)
    if (endsPart(line, 32)) leaves.push([])
  }
  return leaves.filter((leaf) => leaf.length > 0)
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
