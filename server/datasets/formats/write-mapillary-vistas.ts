import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { objectNumbering, pngName, writeLabelPictures } from './write-label-pictures.ts'
import type { Entry } from './written-entries.ts'
import { channelsOf, numbersOfLegend, writtenLegend } from './written-legend.ts'

const FOLDERS = { train: 'training', validation: 'validation', test: 'testing' } as const
const OBJECTS_OF_A_LABEL = 256
const UNLABELED = { name: 'void--unlabeled', readable: 'Unlabeled', color: [0, 0, 0], instances: false, evaluate: false }

/** config_v2.0.json, {training,validation,testing}/v2.0/instances/*.png and, where wanted, images beside it. */
export async function* writeMapillaryVistas(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const labels = legend.map(({ name, colour }) => ({
    name,
    readable: name,
    color: channelsOf(colour ?? 0),
    instances: true,
    evaluate: true,
  }))
  const config = {
    version: '2.0',
    mapping: 'labelloop',
    folder_structure: '{split}/{content}/{image}',
    labels: [UNLABELED, ...labels],
  }
  yield { path: 'config_v2.0.json', content: { text: [`${JSON.stringify(config, null, 2)}\n`] } }
  const numberOf = numbersOfLegend(legend)
  yield* writeLabelPictures(source, findings, {
    imagePath: (entry) => `${folderOf(entry)}/images/${entry.fileName}`,
    picturePath: (entry) => `${folderOf(entry)}/v2.0/instances/${pngName(entry)}`,
    numbering: (lose) =>
      objectNumbering(
        numberOf,
        { factor: OBJECTS_OF_A_LABEL, mostObjects: OBJECTS_OF_A_LABEL - 1, mostLabels: OBJECTS_OF_A_LABEL - 1 },
        lose,
      ),
  })
}

const folderOf = ({ split }: Entry): string => FOLDERS[split]
