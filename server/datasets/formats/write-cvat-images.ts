import type { Label } from '#shared/ontology.ts'
import type { Findings } from '../findings.ts'
import { cvatElement } from './cvat-shapes.ts'
import { addUsed, presentLabels } from './cvat-used-labels.ts'
import { labelElements } from './cvat-write-labels.ts'
import { escaped } from './escape-xml.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { loseExtras } from './shapes-as.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import type { Entry } from './written-entries.ts'

/** annotations.xml and, where wanted, images/{train,val,test}; the split of an image is its subset. */
export async function* writeCvatImages(
  { entries, images, labels }: ExportSource,
  findings: Findings,
): AsyncIterable<WrittenFile> {
  const used = presentLabels(labels)
  let size = 0
  for await (const entry of entries()) {
    size++
    for (const annotation of entry.annotations) {
      addUsed(used, labels, annotation)
      if (annotation.track !== null) findings.lose('tracks: CVAT keeps them in its format for videos', entry.name)
      loseExtras(annotation, ['attributes', 'occluded', 'order', 'group', 'track'], (what) => findings.lose(what, entry.name))
    }
    if (images) yield { path: `images/${SPLIT_FILE_NAMES[entry.split]}/${entry.fileName}`, content: { blob: entry.hash } }
  }
  yield { path: 'annotations.xml', content: { text: document(entries, used, size) } }
}

async function* document(
  entries: ExportSource['entries'],
  labels: ReadonlyMap<string, Label>,
  size: number,
): AsyncIterable<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n'
  yield `      <size>${size}</size>\n      <mode>annotation</mode>\n      <labels>\n`
  for (const label of labels.values()) yield labelElements(label)
  yield '      </labels>\n    </task>\n  </meta>\n'
  let id = 0
  for (const split of SPLITS)
    for await (const entry of entries()) if (entry.split === split) yield imageElement(entry, id++, labels)
  yield '</annotations>\n'
}

function imageElement({ fileName, split, width, height, annotations }: Entry, id: number, labels: ReadonlyMap<string, Label>) {
  const groups = [...new Set(annotations.flatMap(({ group }) => group ?? []))]
  const opening = `  <image id="${id}" name="${escaped(fileName)}" subset="${SPLIT_FILE_NAMES[split]}" width="${width}" height="${height}"`
  if (annotations.length === 0) return `${opening}/>\n`
  const elements = annotations.map((annotation) =>
    cvatElement(annotation, labels.get(annotation.label), annotation.group === null ? 0 : groups.indexOf(annotation.group) + 1),
  )
  return `${opening}>\n${elements.join('')}  </image>\n`
}
