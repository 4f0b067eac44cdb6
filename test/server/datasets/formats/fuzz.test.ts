import { beforeAll, describe, expect, test } from 'vitest'
import { formats } from '#server/datasets/formats/index.ts'
import { createRandom } from '#shared/random.ts'
import { type Files, mutated } from '../../../../scripts/benchmarks/fuzz/mutate.ts'
import { readCase } from '../../../../scripts/benchmarks/fuzz/read-case.ts'
import { seedsByFormat } from '../../../../scripts/benchmarks/fuzz/seeds.ts'

/** `scripts/benchmarks/fuzz-readers.ts` tries ten thousand. */
const CASES = 40
const LIMIT_MS = 60_000

describe('a damaged data set', () => {
  let seeds: Map<string, Files[]>
  beforeAll(async () => {
    seeds = await seedsByFormat(false)
  }, LIMIT_MS)

  // A format that is only read is tried on what the others write.
  const anySeeds = (id: string): Files[] => {
    const own = seeds.get(id) ?? []
    return own.length > 0 ? own : [...seeds.values()].flat()
  }

  test.each(formats.all.map(({ id }) => id))(
    'as %s is read with a report or refused with a sentence',
    async (id) => {
      const random = createRandom(id.length)
      const own = anySeeds(id)
      for (let index = 0; index < CASES; index++) {
        const files = mutated(own[index % own.length] as Files, random)
        expect(await readCase(formats.get(id), files), `case ${index} of ${id}`).not.toHaveProperty('wrong')
      }
    },
    LIMIT_MS,
  )
})
