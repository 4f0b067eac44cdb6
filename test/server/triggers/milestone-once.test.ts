import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Act, FATES, live } from '../../../scripts/benchmarks/milestones/history.ts'
import { openWorld, type World } from '../../../scripts/benchmarks/milestones/world.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const HISTORIES = Number(process.env.LABELLOOP_HISTORIES ?? 10)
const LIMIT_MS = 240_000
const many = fc.nat(99)

/** Drawing and approving come often, so that milestones are crossed; ends of runs too, so that they can be crossed again. */
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({ type: fc.constant('draw' as const), asset: many, label: many, times: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('approve' as const), asset: many }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const), asset: many }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('edit' as const, 'erase' as const), asset: many, annotation: many }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'undo' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('import' as const),
      images: fc.integer({ min: 1, max: 3 }),
      labels: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('end-run' as const), fate: fc.constantFrom(...FATES) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
)

describeWithMongo('a milestone', () => {
  let world: World
  let crossings = 0
  beforeAll(async () => {
    world = await openWorld({ uri: testDatabase().uri, folder: temporaryFolder(afterAll) })
  })
  afterAll(() => world?.close())

  it(
    'fires exactly once per crossing, whatever people draw, change, delete, approve, take back or import, whoever asks, and across restarts',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 25, maxLength: 40, size: 'max' }), async (acts) => {
          for (const { crossed, fired, act: done } of await live(world, acts)) {
            expect({ after: done.type, fired }).toEqual({ after: done.type, fired: crossed })
            crossings += crossed
          }
        }),
        { seed: 1, numRuns: HISTORIES, endOnFailure: true },
      )
      // Histories that cross nothing would show nothing.
      expect(crossings).toBeGreaterThan(HISTORIES / 3)
    },
    LIMIT_MS,
  )
})
