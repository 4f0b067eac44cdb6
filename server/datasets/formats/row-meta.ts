import { metaBeside } from './meta-fields.ts'

/**
 * What further columns of a table with a row for each object say: where all rows of every image agree, a column is about the images; where some do
 * not, it is about the objects.
 */
export function createRowMeta() {
  const images = new Map<string, Map<string, string>>()
  const ofObjects = new Set<string>()
  return {
    add(image: string, column: string, cell: string): void {
      if (ofObjects.has(column)) return
      const said = images.get(image) ?? new Map<string, string>()
      images.set(image, said)
      const before = said.get(column)
      if (before === undefined) said.set(column, cell)
      else if (before !== cell) ofObjects.add(column)
    },
    /** The columns that are about objects. */
    ofObjects: (): string[] => [...ofObjects],
    /** What is said of an image; null where nothing. */
    ofImage(image: string): Record<string, unknown> | null {
      const said = [...(images.get(image) ?? [])].filter(([column, cell]) => cell !== '' && !ofObjects.has(column))
      return metaBeside(Object.fromEntries(said), [])
    },
  }
}
