import { expect, test } from 'vitest'
import { around } from '#client/workbench/use-neighbours.ts'
import type { AssetId } from '#shared/domain/ids.ts'

const ids = (names: string) => [...names] as AssetId[]
const known = { before: ids('ba'), after: ids('defgh') }
const of = 'c' as AssetId

test('after a step the images around are the same ones, each once', () => {
  expect(around('d' as AssetId, known, of)).toEqual({ before: ids('cb'), after: ids('efgh') })
  expect(around('b' as AssetId, known, of)).toEqual({ before: ids('a'), after: ids('cdefg') })
})

test('a leap to an image that was not near knows no neighbours yet', () => {
  expect(around('x' as AssetId, known, of)).toEqual({ before: [], after: [] })
})
