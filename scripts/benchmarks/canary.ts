/**
 * How a canary ends by what people correct, beside the test that is usually made: a z-test of two shares at 5 %, looked at after every image of
 * the challenger. Images are made up (four objects each, corrected independently or all together), seeded; one in ten is the challenger's.
 * Run: npx tsx scripts/benchmarks/canary.ts [canaries of each kind]
 */
import { type DecidedImage, shownBy, standingOf } from '#server/deployment/judge-standing.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { table } from '../cli/terminal.ts'
import { madeUpHits } from './corrections/made-up-streams.ts'

const OBJECTS = 4
const SHARE = 0.1
/** Images of the challenger after which a canary that shows nothing is given up on. */
const LONGEST = 150
const FIVE_PERCENT_Z = 1.645
/** Fewer images than these are no basis for a normal distribution. */
const LEAST_FOR_Z = 5

interface World {
  readonly what: string
  readonly champion: number
  readonly challenger: number
  /** Share of the images whose objects are all right, or all wrong. */
  readonly together: number
}

const WORLDS: readonly World[] = [
  { what: 'as good, 10 % corrected', champion: 0.1, challenger: 0.1, together: 0 },
  { what: 'as good, 30 % corrected', champion: 0.3, challenger: 0.3, together: 0 },
  { what: 'as good, 30 %, whole images', champion: 0.3, challenger: 0.3, together: 1 },
  { what: '10 points worse', champion: 0.2, challenger: 0.3, together: 0.5 },
  { what: '15 points worse', champion: 0.2, challenger: 0.35, together: 0.5 },
  { what: '30 points worse', champion: 0.2, challenger: 0.5, together: 0.5 },
  { what: '10 points better', champion: 0.3, challenger: 0.2, together: 0.5 },
]

const canaries = Number(process.argv[2] ?? 200)
const rows = WORLDS.map((world) => {
  const ends = Array.from({ length: canaries }, (_, seed) => canary(createRandom(seed + 1), world))
  const share = (those: (end: End) => boolean) => `${((100 * ends.filter(those).length) / canaries).toFixed(1)} %`
  return {
    challenger: world.what,
    returned: share(({ betting }) => betting.shown === 'worse'),
    'went on': share(({ betting }) => betting.shown === 'good'),
    'images of it (median)': medianOf(ends.flatMap(({ betting }) => (betting.shown ? [betting.images] : []))),
    'z-test returned': share(({ peeking }) => peeking !== null),
    'after (median)': medianOf(ends.flatMap(({ peeking }) => peeking ?? [])),
  }
})
process.stdout.write(`${table(rows)}\n${canaries} canaries each, at most ${LONGEST} images of the challenger\n`)

interface End {
  readonly betting: { readonly shown: 'worse' | 'good' | null; readonly images: number }
  /** After how many images the usual test called the challenger worse; null where it never did. */
  readonly peeking: number | null
}

function canary(random: Random, world: World): End {
  const seen: DecidedImage[] = []
  let shown: End['betting'] | null = null
  let peeking: number | null = null
  for (let images = 0; images < LONGEST; ) {
    const arm = random.next() < SHARE ? 'challenger' : 'champion'
    const corrected = madeUpHits(random, OBJECTS, { share: world[arm], together: world.together })
    seen.push({ arm, suggestions: OBJECTS, corrected, missed: 0 })
    if (arm === 'champion') continue
    images++
    if (peeking === null && isWorseByZ(seen)) peeking = images
    if (shown) continue
    const now = shownBy(standingOf(seen, 'canary'))
    if (now) shown = { shown: now, images }
    if (shown && peeking !== null) break
  }
  return { betting: shown ?? { shown: null, images: LONGEST }, peeking }
}

/** As it is usually done: suggestions counted as if each were drawn by itself. */
function isWorseByZ(seen: readonly DecidedImage[]): boolean {
  const [a, b] = (['champion', 'challenger'] as const).map((arm) => {
    const own = seen.filter((image) => image.arm === arm)
    return { objects: OBJECTS * own.length, corrected: own.reduce((sum, { corrected }) => sum + corrected, 0) }
  }) as [Counted, Counted]
  if (Math.min(a.objects, b.objects) < LEAST_FOR_Z * OBJECTS) return false
  const pooled = (a.corrected + b.corrected) / (a.objects + b.objects)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.objects + 1 / b.objects))
  return deviation > 0 && (b.corrected / b.objects - a.corrected / a.objects) / deviation > FIVE_PERCENT_Z
}

type Counted = { readonly objects: number; readonly corrected: number }

function medianOf(values: readonly number[]): number | string {
  return [...values].sort((x, y) => x - y)[values.length >> 1] ?? '-'
}
