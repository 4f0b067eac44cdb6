import { tidyNumber } from '#shared/tidy-number.ts'
import { csvLine } from '../../csv-line.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { heldBox } from './held-box.ts'
import { createMetaColumns, type MetaColumn } from './meta-fields.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { type Entry, imageFiles, splitFolder, usedSplits } from './written-entries.ts'

const HEADER = ['filename', 'width', 'height', 'class', 'xmin', 'ymin', 'xmax', 'ymax']
const NO_BOX = ['', '', '', '', '']
/** Only where objects came with ids of their own. */
const OBJECT_ID = 'object_id'

/** {train,val,test}_labels.csv with the columns of TensorFlow's object detection and, where wanted, {train,val,test}. An image without objects has a row without a box. */
export async function* writeBoxCsv(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/${entry.fileName}`)
  const meta = createMetaColumns([...HEADER, OBJECT_ID])
  let areCalled = false
  const splits = await usedSplits(source, (entry) => {
    meta.see(entry)
    areCalled ||= entry.annotations.some(({ originId }) => originId !== undefined)
  })
  for (const split of splits)
    yield {
      path: `${splitFolder({ split })}_labels.csv`,
      content: { text: rowsOf(source.entries(split), { meta: meta.columns(), areCalled }, findings) },
    }
}

/** The columns beside those of every table. */
interface MoreColumns {
  readonly meta: readonly MetaColumn[]
  readonly areCalled: boolean
}

async function* rowsOf(
  entries: AsyncIterable<Entry>,
  { meta, areCalled }: MoreColumns,
  findings: Findings,
): AsyncIterable<string> {
  const called = (id = '') => (areCalled ? [id] : [])
  yield csvLine([...HEADER, ...called(OBJECT_ID), ...meta.map(({ name }) => name)])
  for await (const entry of entries) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const image = [entry.fileName, String(entry.width), String(entry.height)]
    const rows = entry.annotations.flatMap((annotation) => {
      loseExtras(annotation, ['originId'], lose)
      const box = heldBox(annotation.shape, entry, lose)
      if (!box) return []
      const { x, y, width, height } = box
      const corners = [x, y, x + width, y + height].map((place) => String(tidyNumber(place)))
      return [[...image, annotation.label, ...corners, ...called(annotation.originId)]]
    })
    const said = meta.map(({ of }) => String(entry.meta?.[of] ?? ''))
    yield (rows.length > 0 ? rows : [[...image, ...NO_BOX, ...called()]]).map((row) => csvLine([...row, ...said])).join('')
  }
}
