import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignSplits } from '#server/datasets/ingest/assign-splits.ts'
import { createGroups, type Newcomer } from '#server/datasets/ingest/groups.ts'
import { createNearDuplicateIndex } from '#server/datasets/ingest/near-duplicates.ts'
import { keysAround, NO_STRUCTURE, nearKeys } from '#server/look-alike-keys.ts'
import type { Split } from '#shared/domain/asset.ts'
import { createRandom } from '#shared/random.ts'

const SHARES = { validation: 0.15, test: 0.15 }
const NONE = { train: 0, validation: 0, test: 0 }
const hashed = (value: bigint): string => (value & ((1n << 64n) - 1n)).toString(16).padStart(16, '0')
const randomHash = (random: ReturnType<typeof createRandom>): string =>
  Array.from({ length: 16 }, () => random.integer(16).toString(16)).join('')
const flipped = (hash: string, bits: readonly number[]): string =>
  hashed(bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${hash}`)))

describe('splits', () => {
  const singles = (count: number, stratum = '') =>
    Array.from({ length: count }, (_, index) => ({ group: `g${index}`, assets: 1, stratum }))
  const tally = (splits: ReadonlyMap<string, Split>) => {
    const counts = { ...NONE }
    for (const split of splits.values()) counts[split]++
    return counts
  }

  test.each([
    [10, { train: 7, validation: [1, 2], test: [1, 2] }],
    [20, { train: 14, validation: 3, test: 3 }],
    [364, { train: [254, 256], validation: [54, 55], test: [54, 55] }],
  ])('of %i images are near 70, 15 and 15 percent', (count, expected) => {
    const counts = tally(assignSplits(singles(count), { counts: NONE, shares: SHARES, seed: 'a' }))
    for (const split of ['train', 'validation', 'test'] as const) {
      const [least, most] = [expected[split]].flat() as [number, number | undefined]
      expect(counts[split]).toBeGreaterThanOrEqual(least)
      expect(counts[split]).toBeLessThanOrEqual(most ?? least)
    }
  })

  test('are the same for the same seed, and others for another', () => {
    const assign = (seed: string) => assignSplits(singles(100), { counts: NONE, shares: SHARES, seed })
    expect(assign('a')).toEqual(assign('a'))
    expect(assign('b')).not.toEqual(assign('a'))
  })

  test('give every class its part, however the images are sorted', () => {
    const groups = Array.from({ length: 200 }, (_, index) => ({ group: `g${index}`, assets: 1, stratum: `class ${index % 10}` }))
    const splits = assignSplits(groups, { counts: NONE, shares: SHARES, seed: 'a' })
    for (let one = 0; one < 10; one++) {
      const counts = tally(new Map([...splits].filter(([group]) => groups[Number(group.slice(1))]?.stratum === `class ${one}`)))
      expect(counts.test).toBeGreaterThanOrEqual(2)
      expect(counts.validation).toBeGreaterThanOrEqual(2)
    }
  })

  test('stay near the shares when images come a few at a time, in groups of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 20 }),
        (imports) => {
          const counts = { ...NONE }
          let total = 0
          imports.forEach((sizes, round) => {
            const groups = sizes.map((assets, index) => ({ group: `${round}.${index}`, assets, stratum: '' }))
            for (const [group, split] of assignSplits(groups, { counts, shares: SHARES, seed: 's' })) {
              const { assets } = groups.find((one) => one.group === group) as (typeof groups)[number]
              counts[split] += assets
              total += assets
            }
          })
          expect(Math.abs(counts.test - total * SHARES.test)).toBeLessThanOrEqual(10)
          expect(Math.abs(counts.validation - total * SHARES.validation)).toBeLessThanOrEqual(10)
        },
      ),
      { seed: 1, numRuns: 100 },
    )
  })

  test('without a share stay empty', () => {
    const splits = assignSplits(singles(50), { counts: NONE, shares: { validation: 0, test: 0.3 }, seed: 'a' })
    expect(tally(splits)).toEqual({ train: 35, validation: 0, test: 15 })
  })
})

describe('the index of look-alikes', () => {
  test('finds every hash that differs in at most 4 bits, and no other', () => {
    const random = createRandom(7)
    const bit = fc.integer({ min: 0, max: 63 })
    fc.assert(
      fc.property(fc.uniqueArray(bit, { minLength: 0, maxLength: 8 }), (bits) => {
        const index = createNearDuplicateIndex<string>()
        const hash = randomHash(random)
        index.add(hash, 'one')
        const found = index.near(flipped(hash, bits))
        expect(found).toEqual(bits.length <= 4 ? [{ value: 'one', distance: bits.length }] : [])
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('names the closest first', () => {
    const index = createNearDuplicateIndex<string>()
    index.add(flipped('0123456789abcdef', [1, 2, 3]), 'far')
    index.add(flipped('0123456789abcdef', [1]), 'close')
    expect(index.near('0123456789abcdef').map(({ value }) => value)).toEqual(['close', 'far'])
  })
})

describe('the numbers under which look-alikes are found', () => {
  const hash = fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }).map(hashed)

  test('are shared by every two hashes that differ in at most 4 bits', () => {
    fc.assert(
      fc.property(hash, fc.uniqueArray(fc.nat({ max: 63 }), { maxLength: 4 }), (one, bits) => {
        const other = flipped(one, bits)
        const under = new Set(keysAround(one))
        expect(other === NO_STRUCTURE || nearKeys(other).some((key) => under.has(key))).toBe(true)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  test('are few, whole, small enough for any database, and shared by hardly any two hashes drawn by chance', () => {
    const random = createRandom(5)
    const under = new Set(keysAround(randomHash(random)))
    expect(under.size).toBe(67)
    const others = Array.from({ length: 20_000 }, () => nearKeys(randomHash(random)))
    expect(others.flat().every((key) => Number.isInteger(key) && key >= 0 && key < 2 ** 24)).toBe(true)
    expect(others.filter((keys) => keys.some((key) => under.has(key))).length).toBeLessThan(10)
  })

  test('are none for an image without structure', () => {
    expect([nearKeys(NO_STRUCTURE), keysAround(NO_STRUCTURE)]).toEqual([[], []])
  })
})

describe('groups', () => {
  const lost: string[] = []
  const groupsWith = (keepApart: boolean) =>
    createGroups(
      { shares: SHARES, seed: 'a', keepApart, counts: NONE },
      { lose: (what, example) => lost.push(`${what}: ${typeof example === 'string' ? example : example.text}`) },
    )
  const newcomer = (id: string, perceptualHash: string, wish: Split | null = null, kin: readonly string[] = []): Newcomer => ({
    id,
    name: id,
    file: id,
    perceptualHash,
    stratum: '',
    kin,
    wish,
  })

  test('hold look-alikes together, also where one joins two others', () => {
    const base = '0123456789abcdef'
    const [left, right] = [flipped(base, [0, 1, 2, 3]), flipped(base, [60, 61, 62, 63])]
    const [a, b, c] = groupsWith(false).place([newcomer('a', left), newcomer('b', right), newcomer('c', base)])
    expect(new Set([a?.group, b?.group, c?.group]).size).toBe(1)
    expect(new Set([a?.split, b?.split, c?.split]).size).toBe(1)
  })

  test('never straddle splits, whatever comes in whatever order', () => {
    const random = createRandom(3)
    const bases = Array.from({ length: 8 }, () => randomHash(random))
    const wish = fc.constantFrom<Split | null>(null, 'train', 'validation', 'test')
    const image = fc.record({ base: fc.nat({ max: 7 }), bits: fc.uniqueArray(fc.nat({ max: 63 }), { maxLength: 3 }), wish })
    fc.assert(
      fc.property(fc.array(fc.array(image, { maxLength: 12 }), { maxLength: 5 }), fc.boolean(), (chunks, keepApart) => {
        const groups = groupsWith(keepApart)
        const splits = new Map<string, Set<Split>>()
        chunks.forEach((images, chunk) => {
          const newcomers = images.map(({ base, bits, wish }, index) =>
            newcomer(`${chunk}.${index}`, flipped(bases[base] as string, bits), wish),
          )
          groups.place(newcomers).forEach(({ group, split }, index) => {
            splits.set(group, (splits.get(group) ?? new Set()).add(split))
            if (keepApart && newcomers[index]?.wish) expect(split).toBe(newcomers[index]?.wish)
          })
        })
        for (const found of splits.values()) expect(found.size).toBe(1)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test('an image like one in the test split goes there too, even when it is meant for training, and that is said', () => {
    lost.length = 0
    const groups = groupsWith(false)
    groups.remember({ name: 'old', perceptualHash: '0123456789abcdef', group: 'old', split: 'test', kin: [] })
    expect(groups.place([newcomer('new', '0123456789abcdee', 'train')])).toEqual([
      { group: 'old', split: 'test', isRepeat: false },
    ])
    expect(lost).toEqual(['images in the split of their near-duplicate, not in the one asked for: new'])
  })

  test('hold what has one thing in common together, unlike as it looks, and join those who share two', () => {
    const random = createRandom(9)
    const of = (id: string, ...kin: string[]) => newcomer(id, randomHash(random), null, kin)
    const groups = groupsWith(false)
    groups.remember({ name: 'old', perceptualHash: randomHash(random), group: 'old', split: 'test', kin: ['patient 1'] })
    const placed = groups.place([of('a', 'patient 2'), of('b', 'film'), of('c', 'film', 'patient 2'), of('d', 'patient 1')])
    expect(new Set(placed.slice(0, 3).map(({ group }) => group)).size).toBe(1)
    expect(placed[3]).toMatchObject({ group: 'old', split: 'test' })
  })

  test('a further image of the very same looks needs no number of its own to be found by', () => {
    const [first, second, other] = groupsWith(false).place([
      newcomer('a', '0123456789abcdef'),
      newcomer('b', '0123456789abcdef'),
      newcomer('c', '0123456789abcdee'),
    ])
    expect([first?.isRepeat, second?.isRepeat, other?.isRepeat]).toEqual([false, true, false])
  })

  test("a data set's own split is kept to the letter, and the look-alikes it parts are named", () => {
    lost.length = 0
    const placed = groupsWith(true).place([newcomer('a', '0123456789abcdef', 'train'), newcomer('b', '0123456789abcdee', 'test')])
    expect(placed).toEqual([
      { group: 'a', split: 'train', isRepeat: false },
      { group: 'b', split: 'test', isRepeat: false },
    ])
    expect(lost).toEqual(['near-duplicates in different splits of the data set: b and a'])
  })
})
