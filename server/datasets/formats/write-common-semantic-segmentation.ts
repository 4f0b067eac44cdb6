import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { colouredPicture, pngName, semanticNumbering, writeLabelPictures } from './write-label-pictures.ts'
import { splitFolder } from './written-entries.ts'
import { channelsOf, writtenLegend } from './written-legend.ts'

/** dataset_meta.json, masks/{train,val,test}/*.png in its colours and, where wanted, images beside them. */
export async function* writeCommonSemanticSegmentation(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const meta = {
    label_map: Object.fromEntries([['0', 'background'], ...legend.map(({ name, index }) => [String(index), name])]),
    segmentation_colors: [[0, 0, 0], ...legend.map(({ colour }) => channelsOf(colour ?? 0))],
    background_label: '0',
  }
  yield { path: 'dataset_meta.json', content: { text: [`${JSON.stringify(meta, null, 2)}\n`] } }
  yield* writeLabelPictures(source, findings, {
    imagePath: (entry) => `images/${splitFolder(entry)}/${entry.fileName}`,
    picturePath: (entry) => `masks/${splitFolder(entry)}/${pngName(entry)}`,
    numbering: semanticNumbering(legend),
    encode: (entry, numbers) => colouredPicture(entry, numbers, legend),
  })
}
