import { EvaluationInputError } from './input-error.ts'

/** Gives each label's place in the list; throws `EvaluationInputError` for a label that is not in it. */
export function labelPlaces(labels: readonly string[]): (label: string) => number {
  const places = new Map(labels.map((label, place) => [label, place]))
  return (label) => {
    const place = places.get(label)
    if (place === undefined) throw new EvaluationInputError(`Expected one of the labels ${labels.join(', ')}, got "${label}"`)
    return place
  }
}
