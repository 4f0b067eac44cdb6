import type { Label } from '#shared/ontology.ts'
import type { ExportSource } from './format.ts'
import { colourOfHex } from './label-picture.ts'
import type { LegendEntry } from './legend.ts'

/** Colours that an RGB picture can have; black means nothing. */
const COLOURS = 0x1000000
/** Labels beside nothing that a picture of 8 bits can name. */
export const MOST_IN_PALETTE = 255

/** The labels of an export as a legend: numbers from 1 in the order of the project, a colour of its own for each; labels that only annotations name come last. */
export async function writtenLegend(source: ExportSource): Promise<LegendEntry[]> {
  const used = new Set<string>()
  for await (const { annotations } of source.entries()) for (const { label } of annotations) used.add(label)
  const known = new Set(source.labels.map(({ name }) => name))
  const extra = [...used].filter((name) => !known.has(name)).sort()
  return legendOfLabels([...source.labels, ...extra.map((name): Pick<Label, 'name' | 'color'> => ({ name, color: '#000000' }))])
}

function legendOfLabels(labels: readonly Pick<Label, 'name' | 'color'>[]): LegendEntry[] {
  const taken = new Set([0])
  return labels.map(({ name, color }, place) => {
    let colour = colourOfHex(color)
    while (taken.has(colour)) colour = (colour + 1) % COLOURS
    taken.add(colour)
    return { name, colour, index: place + 1 }
  })
}

/** Red, green and blue of a colour. */
export const channelsOf = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]

/** The palette of a legend: black for 0, then the colours in order, as many as a picture of 8 bits can name. */
export function paletteOf(legend: readonly LegendEntry[]): Uint8Array {
  return Uint8Array.from([0, 0, 0, ...legend.slice(0, MOST_IN_PALETTE).flatMap(({ colour }) => channelsOf(colour ?? 0))])
}

/** Which number a label has in a legend. */
export function numbersOfLegend(legend: readonly LegendEntry[]): (label: string) => number | null {
  const numbers = new Map(legend.map(({ name, index }) => [name, index]))
  return (label) => numbers.get(label) ?? null
}
