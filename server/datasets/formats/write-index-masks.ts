import { csvLine } from '../../csv-line.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { greyPicture, palettePicture, pngName, semanticNumbering, writeLabelPictures } from './write-label-pictures.ts'
import { splitFolder } from './written-entries.ts'
import { channelsOf, MOST_IN_PALETTE, writtenLegend } from './written-legend.ts'

/** labels.csv, masks/{train,val,test}/*.png whose pixels are its numbers (shown in its colours) and, where wanted, images beside them. */
export async function* writeIndexMasks(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const rows = legend.map(({ name, index, colour }) => csvLine([String(index), name, ...channelsOf(colour ?? 0).map(String)]))
  yield { path: 'labels.csv', content: { text: [csvLine(['id', 'name', 'red', 'green', 'blue']), ...rows] } }
  yield* writeLabelPictures(source, findings, {
    imagePath: (entry) => `images/${splitFolder(entry)}/${entry.fileName}`,
    picturePath: (entry) => `masks/${splitFolder(entry)}/${pngName(entry)}`,
    numbering: semanticNumbering(legend),
    encode: (entry, numbers) =>
      legend.length > MOST_IN_PALETTE ? greyPicture(entry, numbers) : palettePicture(entry, numbers, legend),
  })
}
