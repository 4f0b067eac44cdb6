import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'
import { colouredPicture, pngName, semanticNumbering, writeLabelPictures } from './write-label-pictures.ts'
import { splitFolder, usedSplits } from './written-entries.ts'
import { channelsOf, writtenLegend } from './written-legend.ts'

/** label_colors.txt, {train,val,test}annot/*.png in those colours, a list of pairs for each split and, where wanted, the images. */
export async function* writeCamVid(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const lines = legend.map(({ name, colour }) => `${channelsOf(colour ?? 0).join(' ')}\t${name}\n`)
  yield { path: 'label_colors.txt', content: { text: ['0 0 0\tVoid\n', ...lines] } }
  for (const split of await usedSplits(source)) yield { path: `${SPLIT_FILE_NAMES[split]}.txt`, content: { text: pairs(split) } }
  yield* writeLabelPictures(source, findings, {
    imagePath: (entry) => `${splitFolder(entry)}/${entry.fileName}`,
    picturePath: (entry) => `${splitFolder(entry)}annot/${pngName(entry)}`,
    numbering: semanticNumbering(legend),
    encode: (entry, numbers) => colouredPicture(entry, numbers, legend),
  })

  async function* pairs(split: Split): AsyncIterable<string> {
    for await (const entry of source.entries(split))
      yield `/${splitFolder(entry)}/${entry.fileName} /${splitFolder(entry)}annot/${pngName(entry)}\n`
  }
}
