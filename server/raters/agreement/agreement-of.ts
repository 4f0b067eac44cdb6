import type { Agreement, Coefficient } from '#shared/domain/raters.ts'
import { groupBy } from '#shared/group-by.ts'
import { createRandom } from '#shared/random.ts'
import { wilsonInterval } from '#shared/wilson-interval.ts'
import { cohenKappa } from './cohen-kappa.ts'
import { fleissKappa } from './fleiss-kappa.ts'
import { honeypotScore } from './honeypot-score.ts'
import { krippendorffAlpha } from './krippendorff-alpha.ts'
import { MODEL, type RatedImage } from './rated-image.ts'
import { type RatedOn, type RatedUnitOf, ratedUnits } from './rated-units.ts'

const RESAMPLES = 200
const SEED = 1
/** Of the resamples, from the lowest: the ends of the 95 % interval. */
const [LOW, HIGH] = [0.025, 0.975]
const MOST_DISPUTED = 24

type Figures = Omit<Agreement, 'people'> & { people: Omit<Agreement['people'][number], 'waiting'>[] }

/** How far the raters of images agree: over all of them, two by two, by label and by person. Numbers are compared on an interval scale. */
export function agreementOf(on: RatedOn, images: readonly RatedImage[], labels: readonly string[]): Figures {
  const scale = on === 'numbers' ? 'interval' : 'nominal'
  const units = ratedUnits(on, images, labels).filter(({ said }) => said.size > 1)
  const raters = [...new Set(images.flatMap(({ ratings }) => [...ratings.keys()]))].sort()
  const people = raters.filter((rater) => rater !== MODEL)
  const byPeople = units.map((unit) => ({ ...unit, said: withoutModel(unit.said) })).filter(({ said }) => said.size > 1)
  const alphaOf = (some: readonly RatedUnitOf[]) =>
    krippendorffAlpha(
      some.map(({ said }) => [...said.values()]),
      scale,
    )
  return {
    units: byPeople.length,
    images: new Set(byPeople.map(({ image }) => image)).size,
    alpha: bootstrapped(byPeople, alphaOf),
    fleiss: on === 'numbers' ? null : fleissOf(byPeople),
    pairs: pairsOf(raters).map(([a, b]) => {
      const both = units.flatMap(({ said }) => {
        const [one, other] = [said.get(a), said.get(b)]
        return one === undefined || other === undefined ? [] : [[one, other] as const]
      })
      const classes = on === 'tags' ? 2 : labels.length + 1
      const kappa = on === 'numbers' ? krippendorffAlpha(both, scale) : cohenKappa(both, classes)
      return { a, b, units: both.length, kappa }
    }),
    labels: on === 'numbers' || on === 'tags' ? perLabel(on, images, labels) : oneAgainstTheRest(byPeople, labels),
    people: raters.map((rater) => ({
      rater,
      rated: images.filter(({ ratings }) => ratings.has(rater)).length,
      agrees: agreesWithOthers(rater, units, people),
      honeypots: honeypotScore(on, rater, images, labels),
      honeypotsRated: images.filter(({ ratings, truth }) => truth !== null && ratings.has(rater)).length,
    })),
    disputed: on === 'numbers' ? [] : disputedOf(byPeople, images),
  }
}

const withoutModel = (said: ReadonlyMap<string, number>): Map<string, number> =>
  new Map([...said].filter(([rater]) => rater !== MODEL))

const pairsOf = (raters: readonly string[]) => raters.flatMap((a, at) => raters.slice(at + 1).map((b) => [a, b] as const))

/** A coefficient and its interval over images drawn with replacement: objects of one image are not independent. */
function bootstrapped(units: readonly RatedUnitOf[], coefficient: (units: readonly RatedUnitOf[]) => number | null): Coefficient {
  const value = coefficient(units)
  const byImage = [...groupBy(units, ({ image }) => image).values()]
  if (value === null || byImage.length < 2) return { value, low: null, high: null }
  const random = createRandom(SEED)
  const drawn = Array.from({ length: RESAMPLES }, () =>
    coefficient(byImage.flatMap(() => byImage[random.integer(byImage.length)] ?? [])),
  )
    .filter((one) => one !== null)
    .sort((a, b) => a - b)
  const at = (share: number) => drawn[Math.round(share * (drawn.length - 1))] ?? null
  return { value, low: at(LOW), high: at(HIGH) }
}

/** Over the units that the most usual number of people rated. */
function fleissOf(units: readonly RatedUnitOf[]): number | null {
  const bySize = groupBy(units, ({ said }) => said.size)
  const [usual] = [...bySize.values()].sort((a, b) => b.length - a.length)
  if (!usual) return null
  const values = [...new Set(usual.flatMap(({ said }) => [...said.values()]))]
  return fleissKappa(usual.map(({ said }) => values.map((value) => [...said.values()].filter((one) => one === value).length)))
}

function oneAgainstTheRest(units: readonly RatedUnitOf[], labels: readonly string[]): Figures['labels'] {
  return labels.map((label, place) => {
    const about = units.filter(({ said }) => [...said.values()].includes(place))
    const alpha = krippendorffAlpha(units.map(({ said }) => [...said.values()].map((value) => Number(value === place))))
    return { label, units: about.length, alpha }
  })
}

function perLabel(on: 'tags' | 'numbers', images: readonly RatedImage[], labels: readonly string[]): Figures['labels'] {
  return labels.map((label) => {
    const units = ratedUnits(on, images, [label]).map(({ said }) => [...withoutModel(said).values()])
    return {
      label,
      units: units.filter(({ length }) => length > 1).length,
      alpha: krippendorffAlpha(units, on === 'numbers' ? 'interval' : 'nominal'),
    }
  })
}

function agreesWithOthers(rater: string, units: readonly RatedUnitOf[], people: readonly string[]) {
  let [agreed, compared] = [0, 0]
  for (const { said } of units) {
    const own = said.get(rater)
    const others = people.flatMap((other) => (other === rater ? [] : (said.get(other) ?? [])))
    if (own === undefined || others.length === 0) continue
    agreed += others.filter((other) => other === own).length / others.length
    compared++
  }
  return wilsonInterval(agreed, compared)
}

function disputedOf(units: readonly RatedUnitOf[], images: readonly RatedImage[]): Figures['disputed'] {
  const byImage = groupBy(units, ({ image }) => image)
  return [...byImage]
    .flatMap(([image, found]) => {
      const rated = images[image]
      const agreement = found.reduce((sum, { said }) => sum + shareAlike([...said.values()]), 0) / found.length
      return rated && agreement < 1 ? [{ assetId: rated.assetId, name: rated.name, agreement }] : []
    })
    .sort((a, b) => a.agreement - b.agreement || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_DISPUTED)
}

// Of the pairs of raters, how many say the same.
function shareAlike(values: readonly number[]): number {
  const pairs = values.flatMap((a, at) => values.slice(at + 1).map((b) => a === b))
  return pairs.filter(Boolean).length / Math.max(1, pairs.length)
}
