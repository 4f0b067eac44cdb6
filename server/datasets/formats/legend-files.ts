import { z } from 'zod'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { baseName } from '../sources/tree-path.ts'
import { csvRows } from './csv-rows.ts'
import { linesIn } from './image-texts.ts'
import { colourNumber } from './label-picture.ts'
import { type Legend, type LegendEntry, legendOf, meansNothing } from './legend.ts'

const byte = z.number().int().min(0).max(255)
const Meta = z.object({
  label_map: z.record(z.string(), z.string()),
  segmentation_colors: z.array(z.tuple([byte, byte, byte])).optional(),
  background_label: z.union([z.string(), z.number()]).optional(),
})

/** The files that say what the pixels of label pictures mean, and how each is read; null where it holds no such thing. */
const READERS: readonly { readonly name: RegExp; readonly read: (text: string) => Legend | null }[] = [
  { name: /^dataset_meta\.json$/i, read: metaLegend },
  { name: /^label_?map\.txt$/i, read: colonLegend },
  { name: /^(label_?colors?|color_?map|class_?colors?)\.txt$/i, read: colourLines },
  { name: /^(class_dict|classes|labels|label_?colors?)\.csv$/i, read: tableLegend },
  { name: /^(classes|labels|codes|class_?names|label_?names)\.txt$/i, read: nameLines },
]

/** A file that says what the pixels of label pictures mean, with what it says. */
export interface LegendFile {
  readonly path: string
  readonly legend: Legend
}

/** The files of a tree that say what the pixels of label pictures mean. */
export async function legendFiles(tree: FileTree): Promise<LegendFile[]> {
  const found: LegendFile[] = []
  for (const { path } of tree.files) {
    const reader = READERS.find(({ name }) => name.test(baseName(path)))
    const legend = reader?.read((await readWhole(tree, path)).toString('utf8'))
    if (legend && legend.entries.length > 0) found.push({ path, legend })
  }
  return found
}

/** Datumaro's dataset_meta.json: names by number, a colour for each in the same order, the number or name of what is nothing. */
function metaLegend(text: string): Legend | null {
  try {
    const { label_map: names, segmentation_colors: colours = [], background_label: nothing } = Meta.parse(JSON.parse(text))
    const entries = Object.entries(names).map(([number, name], place): LegendEntry => {
      const colour = colours[place]
      return { name, index: Number(number), colour: colour ? colourNumber(...colour) : null }
    })
    const background = entries.find(({ name, index }) => String(index) === String(nothing) || name === nothing)?.name
    return { entries, isNothing: (name) => name === background || (background === undefined && meansNothing(name)) }
  } catch {
    // Of some other program: whoever reads the data set names the files it has no use for.
    return null
  }
}

/** CVAT's labelmap.txt: "name:red,green,blue:parts:actions". */
function colonLegend(text: string): Legend | null {
  const entries = linesIn(text)
    .filter((line) => !line.startsWith('#'))
    .flatMap((line, index): LegendEntry[] => {
      const [, name, red, green, blue] = /^(.+?):(\d+),(\d+),(\d+)(?::|$)/.exec(line) ?? []
      return name === undefined ? [] : [{ name, index, colour: colourNumber(Number(red), Number(green), Number(blue)) }]
    })
  return legendOf(entries)
}

/** CamVid's label_colors.txt: "red green blue name", or the name first. */
function colourLines(text: string): Legend | null {
  const entries = linesIn(text).flatMap((line, index): LegendEntry[] => {
    const [, before, red, green, blue, after] =
      /^(?:(.*?)[\s,:]+)?(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,]+(.+))?$/.exec(line) ?? []
    const name = (after ?? before)?.trim()
    return name ? [{ name, index, colour: colourNumber(Number(red), Number(green), Number(blue)) }] : []
  })
  return legendOf(entries)
}

/** A table with a column for the name and, where there are colours, one for each of red, green and blue. */
function tableLegend(text: string): Legend | null {
  const [header = [], ...rows] = csvRows(text)
  const column = (pattern: RegExp) => header.findIndex((cell) => pattern.test(cell.trim()))
  const [name, red, green, blue] = [/^(name|class(_?name)?|label)$/i, /^r(ed)?$/i, /^g(reen)?$/i, /^b(lue)?$/i].map(
    column,
  ) as Columns
  const number = column(/^(id|index|number|value)$/i)
  if (name < 0) return null
  const entries = rows.map((row, place): LegendEntry => {
    const colour = red < 0 || green < 0 || blue < 0 ? null : colourNumber(Number(row[red]), Number(row[green]), Number(row[blue]))
    return { name: row[name]?.trim() ?? '', index: number < 0 ? place : Number(row[number]), colour }
  })
  return legendOf(entries.filter((entry) => entry.name !== ''))
}

type Columns = [number, number, number, number]

/** A name a line, by number from 0. */
function nameLines(text: string): Legend | null {
  return legendOf(linesIn(text).map((name, index) => ({ name, index, colour: null })))
}
