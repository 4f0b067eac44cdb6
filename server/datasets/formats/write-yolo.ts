import { stringify } from 'yaml'
import type { Split } from '#shared/domain/asset.ts'
import type { Label } from '#shared/ontology.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import { type ClassIndex, createClassIndex } from './class-index.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'
import { type Entry, splitFolder } from './written-entries.ts'
import type { YoloVariant } from './yolo-line.ts'
import { type YoloKind, yoloPlaces } from './yolo-places.ts'

/** images/{train,val,test}, labels/{train,val,test} and data.yaml, as Ultralytics reads them. An image without objects has an empty file. */
export async function* writeYolo(source: ExportSource, findings: Findings, variant: YoloVariant): AsyncIterable<WrittenFile> {
  const classes = createClassIndex(source.labels)
  const joints = variant === 'pose' ? await mostJoints(source) : 0
  const used = new Set<Split>()
  for await (const entry of source.entries()) {
    used.add(entry.split)
    const text = yoloLines(entry, classes, { variant, joints }, findings)
    yield { path: `labels/${splitFolder(entry)}/${stemOf(entry.fileName)}.txt`, content: { text: [text] } }
    if (source.images) yield { path: `images/${splitFolder(entry)}/${entry.fileName}`, content: { blob: entry.hash } }
  }
  yield { path: 'data.yaml', content: { text: [dataYaml(classes, used, joints, source.labels)] } }
}

/** The lines of an image's label file. */
export function yoloLines(entry: Entry, classes: Pick<ClassIndex, 'of'>, kind: YoloKind, findings: Findings): string {
  const lose: Lose = (what, lossKind) => findings.lose(what, entry.name, 1, lossKind)
  const lines = entry.annotations.flatMap((annotation) => {
    loseExtras(annotation, [], lose)
    const places = yoloPlaces(annotation.shape, entry, kind, lose)
    return places === null ? [] : [`${classes.of(annotation.label)} ${places}\n`]
  })
  return lines.join('')
}

// All objects of a data set have as many keypoints as the one with most; those that a label lacks are absent.
async function mostJoints({ entries, labels }: ExportSource): Promise<number> {
  let most = Math.max(0, ...labels.map(({ skeleton }) => skeleton?.keypoints.length ?? 0))
  for await (const { annotations } of entries())
    for (const { shape } of annotations) if (shape.kind === 'skeleton') most = Math.max(most, keypointsOf(shape).length)
  return most
}

// Without a "path" the folders are looked for beside the file.
function dataYaml(classes: ClassIndex, used: ReadonlySet<Split>, joints: number, labels: readonly Label[]): string {
  const splits = SPLITS.filter((split) => split !== 'test' || used.has(split)).map((split) => SPLIT_FILE_NAMES[split])
  const templates = new Map(labels.map(({ name, skeleton }) => [name, skeleton?.keypoints]))
  const jointNames = classes.names().map((name, index) => [index, templates.get(name)] as const)
  const complete = new Map(jointNames.filter(([, keypoints]) => joints > 0 && keypoints?.length === joints))
  return stringify({
    ...Object.fromEntries(splits.map((split) => [split, `images/${split}`])),
    ...(joints > 0 && { kpt_shape: [joints, 3] }),
    ...(complete.size > 0 && { kpt_names: complete }),
    names: new Map(classes.names().map((name, index) => [index, name])),
  })
}
