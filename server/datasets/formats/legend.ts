import type { Mask } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import type { Declare, ReadAnnotation } from './format.ts'
import { areasOf, hexOf, inColours, type LabelPicture } from './label-picture.ts'

/** One kind of pixel of a label picture. */
export interface LegendEntry {
  readonly name: string
  /** Null where pictures are told by their numbers alone. */
  readonly colour: number | null
  /** Its number in pictures that hold numbers. */
  readonly index: number
}

/** What the pixels of label pictures mean. */
export interface Legend {
  readonly entries: readonly LegendEntry[]
  /** Names that mean that there is nothing. */
  isNothing(name: string): boolean
}

const NOTHING = /^_*(void|background|unlabell?ed|unknown|ignored?|none)_*$/i
/** Whether a name says that there is nothing, as legends of most data sets do. */
export const meansNothing = (name: string): boolean => NOTHING.test(name.trim())

/** A legend whose names for nothing are the usual ones. */
export const legendOf = (entries: readonly LegendEntry[]): Legend => ({ entries, isNothing: meansNothing })

/** Tells the labels of a legend. */
export function declareLegend({ entries, isNothing }: Legend, declare: Declare): void {
  for (const { name, colour } of entries)
    if (!isNothing(name)) declare({ name, shape: 'mask', ...(colour !== null && { color: hexOf(colour) }) })
}

/** A picture as its legend tells its pixels apart, by colours or by numbers, and what each of these is called. */
export function namedPixels(picture: LabelPicture, { entries }: Legend): { shown: LabelPicture; names: Map<number, string> } {
  const hasColours = entries.some(({ colour }) => colour !== null)
  const shown = hasColours && picture.palette ? inColours(picture) : picture
  return { shown, names: new Map(entries.map(({ name, colour, index }) => [shown.isColoured ? (colour ?? -1) : index, name])) }
}

/** The areas of a picture, one mask for each label of the legend, however many parts it has; numbers and colours that the legend lacks are told. */
export function areasByLegend(picture: LabelPicture, legend: Legend, path: string, findings: Findings): ReadAnnotation[] {
  const { shown, names } = namedPixels(picture, legend)
  return areasOf(shown, (number) => isNothing(names.get(number) ?? (number === 0 ? null : undefined), legend)).flatMap(
    ({ number, mask }) => annotation(names.get(number), number, mask),
  )

  function annotation(name: string | undefined, number: number, shape: Mask): ReadAnnotation[] {
    if (name !== undefined) return [{ label: name, shape, attributes: {} }]
    const value = shown.isColoured ? hexOf(number) : number
    findings.lose('areas of a colour or number that the legend does not name', `${path}: ${value}`)
    return []
  }
}

/** Black that no legend names is nothing. */
const isNothing = (name: string | null | undefined, legend: Legend): boolean =>
  name === null || (name !== undefined && legend.isNothing(name))
