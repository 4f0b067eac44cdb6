import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras, ringOf, shapesAs } from './shapes-as.ts'
import { VIA_KINDS, viaRegions } from './via-shapes.ts'
import { createEmptySplits, type Entry, imageFiles, splitFolder, usedSplits } from './written-entries.ts'

/** A project of VIA 2 for each split that has images, {train,val,test}/via_project.json, and where wanted the images beside it. */
export async function* writeVia(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const empty = createEmptySplits()
  const splits = await usedSplits(source, empty.see)
  empty.tell(findings)
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits)
    yield {
      path: `${splitFolder({ split })}/via_project.json`,
      content: { text: project(source.entries(split), source, findings) },
    }
}

async function* project(entries: AsyncIterable<Entry>, { labels }: ExportSource, findings: Findings): AsyncIterable<string> {
  const options = Object.fromEntries(labels.map(({ name }) => [name, '']))
  const label = { type: 'dropdown', description: '', options, default_options: {} }
  const attributes = { region: { label }, file: { label: { ...label, type: 'checkbox' } } }
  const settings = { ui: {}, core: { buffer_size: 18, filepath: {}, default_filepath: '' }, project: { name: 'labelloop' } }
  yield `{"_via_settings":${JSON.stringify(settings)},\n"_via_attributes":${JSON.stringify(attributes)},\n`
  yield '"_via_data_format_version":"2.0.10",\n"_via_img_metadata":{'
  let isFirst = true
  for await (const entry of entries) {
    // VIA names an image by its file and how many bytes that has; where it does not know them, by -1.
    const image = JSON.stringify(imageOf(entry, findings))
    yield `${isFirst ? '' : ','}\n${JSON.stringify(`${entry.fileName}-1`)}:${image}`
    isFirst = false
  }
  yield '\n}}\n'
}

function imageOf({ name, fileName, annotations }: Entry, findings: Findings): object {
  const lose: Lose = (what, kind) => findings.lose(what, name, 1, kind)
  const inOrder = [...annotations].sort((a, b) => a.order - b.order)
  const regions = inOrder.flatMap((annotation) => {
    const { label, shape, attributes, occluded } = annotation
    if (shape.kind === 'whole') {
      loseExtras(annotation, [], lose)
      return []
    }
    loseExtras(annotation, ['attributes', 'occluded'], lose)
    const said = { ...attributes, ...(occluded && { occluded }), label }
    return shapesAs(shape, VIA_KINDS, lose).flatMap((made) => {
      const plain = made.kind === 'polygon' ? { ...made, ring: [...ringOf(made, lose)], holes: [] } : made
      if (made.kind === 'points' && made.points.length > 2) lose('sets of points written as single points', 'converted')
      return viaRegions(plain).map((place) => ({ shape_attributes: place, region_attributes: said }))
    })
  })
  const classes = annotations.filter(({ shape }) => shape.kind === 'whole').map(({ label }) => [label, true])
  const given = classes.length > 0 ? { label: Object.fromEntries(classes) } : {}
  return { filename: fileName, size: -1, regions, file_attributes: given }
}
