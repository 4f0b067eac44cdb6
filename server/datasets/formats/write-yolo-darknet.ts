import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import { createClassIndex } from './class-index.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLITS } from './splits-by-name.ts'
import { yoloLines } from './write-yolo.ts'

/** Darknet's names for the splits. */
const NAMES: Readonly<Record<Split, string>> = { train: 'train', validation: 'valid', test: 'test' }

/** obj.data, obj.names, {train,valid,test}.txt and obj_{train,valid,test}_data with a text file for every image and, where wanted, the image. */
export async function* writeYoloDarknet(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const classes = createClassIndex(source.labels)
  const used = new Set<Split>()
  for await (const entry of source.entries()) {
    used.add(entry.split)
    const text = yoloLines(entry, classes, { variant: 'detect', joints: 0 }, findings)
    yield { path: `${folderOf(entry.split)}/${stemOf(entry.fileName)}.txt`, content: { text: [text] } }
    if (source.images) yield { path: `${folderOf(entry.split)}/${entry.fileName}`, content: { blob: entry.hash } }
  }
  const splits = SPLITS.filter((split) => used.has(split))
  for (const split of splits) yield { path: `${NAMES[split]}.txt`, content: { text: listOf(source, split) } }
  yield { path: 'obj.names', content: { text: classes.names().map((name) => `${name}\n`) } }
  const lists = splits.map((split) => `${NAMES[split]} = data/${NAMES[split]}.txt\n`)
  const text = [`classes = ${classes.names().length}\n`, ...lists, 'names = data/obj.names\nbackup = backup/\n']
  yield { path: 'obj.data', content: { text } }
}

const folderOf = (split: Split): string => `obj_${NAMES[split]}_data`

// Darknet is started beside a folder "data" that holds all this.
async function* listOf(source: ExportSource, split: Split): AsyncIterable<string> {
  for await (const { fileName } of source.entries(split)) yield `data/${folderOf(split)}/${fileName}\n`
}
