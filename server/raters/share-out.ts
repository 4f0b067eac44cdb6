import { createRandom } from '#shared/random.ts'

/** Gives every image to `each` of the people, all of them as many as the others, give or take one; by lot. In the order of the people: their images. */
export function shareOut<Image, Person>(
  images: readonly Image[],
  people: readonly Person[],
  each: number,
  seed: number,
): Map<Person, Image[]> {
  const random = createRandom(seed)
  const shares = new Map(people.map((person) => [person, [] as Image[]]))
  for (const image of images) {
    const byLoad = random.shuffled(people).sort((a, b) => loadOf(a) - loadOf(b))
    for (const person of byLoad.slice(0, each)) shares.get(person)?.push(image)
  }
  return shares

  function loadOf(person: Person): number {
    return shares.get(person)?.length ?? 0
  }
}
