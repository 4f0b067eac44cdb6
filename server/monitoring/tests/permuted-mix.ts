import { chiSquare, chiSquareStatistic } from './chi-square.ts'
import { permutationP } from './permutation.ts'

/** Rounding must not make a dealt statistic smaller than the very same observed one. */
const ROUNDING = 1e-9

/** How many of each label one image has, by the label's place. */
export type MixOfImage = readonly number[]

/**
 * Whether two sets of images have their labels in the same proportions: the chi-square statistic of all labels. Where every image has just
 * one, its p is the distribution's; objects of one image depend on each other, so that otherwise whole images are dealt out anew.
 */
export function testMix(
  reference: readonly MixOfImage[],
  current: readonly MixOfImage[],
  seed: number,
): { test: 'chi-square' | 'permutation'; statistic: number; p: number; counts: [number[], number[]] } {
  const images = [...reference, ...current]
  const [a, b] = [summed(reference), summed(current)]
  if (images.every((image) => total(image) === 1)) {
    const { statistic, p } = chiSquare(a, b)
    return { test: 'chi-square', statistic, p, counts: [a, b] }
  }
  const statistic = chiSquareStatistic(a, b)
  const both = a.map((count, place) => count + (b[place] ?? 0))
  const dealt = { first: current.length, all: images.length, seed }
  const p = permutationP(dealt, statistic - ROUNDING, (members) => {
    const drawn = new Array<number>(both.length).fill(0)
    for (const member of members)
      for (const [place, count] of (images[member] ?? []).entries()) drawn[place] = (drawn[place] ?? 0) + count
    return chiSquareStatistic(
      both.map((count, place) => count - (drawn[place] ?? 0)),
      drawn,
    )
  })
  return { test: 'permutation', statistic, p, counts: [a, b] }
}

function summed(images: readonly MixOfImage[]): number[] {
  const sums: number[] = []
  for (const image of images) for (const [place, count] of image.entries()) sums[place] = (sums[place] ?? 0) + count
  return sums
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
