import { describe, expect, it } from 'vitest'
import { voterOf } from '#server/supervision/functions/index.ts'
import type { VotingDeps } from '#server/supervision/functions/voter.ts'
import type { VotedAsset } from '#server/supervision/vote.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { FunctionSource } from '#shared/domain/labeling-function.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import { aProject } from '../../support/builders.ts'

const box = (x: number) => ({ kind: 'box', x, y: 0, width: 10, height: 10 }) as const
const said = (label: string, score: number, x: number | null = null) => ({
  label,
  score,
  shape: x === null ? ({ kind: 'whole' } as const) : box(x),
  value: null,
})

const anAsset = (overrides: Partial<VotedAsset> = {}): VotedAsset => ({
  id: 'ast_1' as AssetId,
  hash: 'hash',
  name: 'birds/cat_1.jpg',
  width: 100,
  height: 50,
  bytes: 4000,
  format: 'jpeg',
  thumbnail: 'thumbnail',
  proposals: [],
  facts: async () => ({ brightness: 0.4 }),
  ...overrides,
})

const PROPOSALS = [
  { id: 'kept' as AnnotationId, label: 'cat', score: 0.9, shape: box(0) },
  { id: 'renamed' as AnnotationId, label: 'cat', score: 0.4, shape: box(30) },
  { id: 'unseen' as AnnotationId, label: 'dog', score: 0.2, shape: box(60) },
]

async function votes(source: FunctionSource, on: VotedOn, asset: VotedAsset, deps: Partial<VotingDeps> = {}) {
  const vote = await voterOf(source, {
    project: aProject(),
    on,
    predict: async () => [],
    approvedIn: async () => new Map(),
    ask: async () => ({ votes: [] }),
    thumbnail: async () => new Uint8Array(),
    ...deps,
  })
  return (await vote([asset]))[0]?.map(({ on: shape, label, against }) => [shape, label, against])
}

describe('another model version', () => {
  const source = { type: 'model', version: 3, least: 0.5 } as const
  const predict = async () => [[said('dog', 0.6), said('cat', 0.8), said('cat', 0.3)]]

  it('says its best label of a whole image, every one of tags, and nothing below its score', async () => {
    expect(await votes(source, 'images', anAsset(), { predict })).toEqual([[null, 'cat', false]])
    expect(await votes(source, 'tags', anAsset(), { predict })).toHaveLength(2)
    expect(await votes({ ...source, least: 0.9 }, 'images', anAsset(), { predict })).toEqual([])
  })

  it('keeps, relabels or rejects what is proposed by what it sees in the same place', async () => {
    const seen = async () => [[said('cat', 0.9, 1), said('dog', 0.7, 31), said('dog', 0.1, 60)]]
    expect(await votes(source, 'shapes', anAsset({ proposals: PROPOSALS }), { predict: seen })).toEqual([
      ['kept', 'cat', false],
      ['renamed', 'dog', false],
      ['unseen', 'dog', true],
    ])
  })
})

describe('rules on proposed shapes', () => {
  const source = {
    type: 'rules',
    text: 'reject: score < 0.3 or area > 0.5\ndog: left >= 0.3 and shape-aspect = 1\nkeep: label is "cat"',
  } as const
  it('ask about the shape and its image', async () => {
    expect(await votes(source, 'shapes', anAsset({ proposals: PROPOSALS }))).toEqual([
      ['kept', 'cat', false],
      ['renamed', 'dog', false],
      ['unseen', 'dog', true],
    ])
  })
})

describe('what images are called', () => {
  it('is looked up in a table, whatever the case; of shapes it is said of every one', async () => {
    const table = { type: 'table', by: 'stem', rows: [['CAT_1', 'cat']] } satisfies FunctionSource
    expect(await votes(table, 'images', anAsset())).toEqual([[null, 'cat', false]])
    expect(await votes(table, 'shapes', anAsset({ proposals: PROPOSALS }))).toHaveLength(3)
    expect(await votes({ ...table, by: 'folder' }, 'images', anAsset())).toEqual([])
  })
  it('names a label as a word of its own, and nothing where it names two', async () => {
    expect(await votes({ type: 'names' }, 'images', anAsset())).toEqual([[null, 'cat', false]])
    expect(await votes({ type: 'names' }, 'images', anAsset({ name: 'catalogue/1.jpg' }))).toEqual([])
    expect(await votes({ type: 'names' }, 'images', anAsset({ name: 'dog/cat.jpg' }))).toEqual([])
  })
})

describe('earlier labels', () => {
  it('say what was approved then, and nothing of images that were not in the snapshot', async () => {
    const approvedIn = async () => new Map([['ast_1' as AssetId, [{ label: 'dog', shape: { kind: 'whole' } as const }]]])
    expect(await votes({ type: 'labels', snapshot: 2 }, 'images', anAsset(), { approvedIn })).toEqual([[null, 'dog', false]])
    const other = anAsset({ id: 'ast_2' as AssetId })
    expect(await votes({ type: 'labels', snapshot: 2 }, 'images', other, { approvedIn })).toEqual([])
  })
})

describe('a program somewhere else', () => {
  const source = { type: 'http', url: 'https://example.org/labels', sendsImages: false } as const
  it('votes on shapes by their id; what it says of others counts for nothing', async () => {
    const ask = async () => ({
      votes: [
        { asset: 'ast_1', shape: 'kept', label: 'dog' },
        { asset: 'ast_1', shape: 'gone', label: 'dog' },
        { asset: 'ast_2', shape: 'renamed', label: 'dog' },
      ],
    })
    expect(await votes(source, 'shapes', anAsset({ proposals: PROPOSALS }), { ask })).toEqual([['kept', 'dog', false]])
  })
  it('is refused with what was expected where it answers something else', async () => {
    const wrong = votes(source, 'images', anAsset(), { ask: async () => ({ labels: ['cat'] }) })
    await expect(wrong).rejects.toThrow('Expected {"votes"')
  })
})
