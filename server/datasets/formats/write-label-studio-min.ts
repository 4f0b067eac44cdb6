import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type ConfigSurvey, createConfigSurvey, keypointsControl, labelConfig } from './label-studio-config.ts'
import { OF_THE_RECORD } from './label-studio-min-record.ts'
import { fieldsOfMeta } from './meta-fields.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { resultsOf, taskAddress, taskImagePath, type WrittenResult } from './write-label-studio.ts'
import { type Entry, imageFiles, jsonList } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** result.json as Label Studio exports JSON_MIN, label_config.xml that it belongs to and, where wanted, the images. */
export async function* writeLabelStudioMin(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const survey = createConfigSurvey(source.labels)
  for await (const { annotations } of source.entries()) for (const annotation of annotations) survey.add(annotation)
  yield { path: 'label_config.xml', content: { text: [labelConfig(survey)] } }
  yield* imageFiles(source, taskImagePath)
  yield { path: 'result.json', content: { text: jsonList(records(source, survey, findings)) } }
}

async function* records(source: ExportSource, survey: ConfigSurvey, findings: Findings): AsyncIterable<object> {
  let id = 0
  for await (const entry of source.entries()) {
    id++
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const results = entry.annotations.flatMap((annotation) =>
      annotation.shape.kind === 'whole' ? [] : resultsOf(sayable(annotation, survey, lose), entry, survey, lose),
    )
    const said = { image: taskAddress(entry), id, ...byControl(results), ...classesOf(entry, lose), annotation_id: id }
    yield { ...fieldsOfMeta(entry.meta, [...takenNames(survey), ...survey.attributes.keys()]), ...said }
  }
}

/** The classes of a whole image: a lone one as a word. */
function classesOf({ annotations }: Entry, lose: Lose): { class?: unknown } {
  const wholes = annotations.filter(({ shape }) => shape.kind === 'whole')
  for (const annotation of wholes) loseExtras(annotation, [], lose)
  const choices = [...new Set(wholes.map(({ label }) => label))]
  if (choices.length === 0) return {}
  return { class: choices.length === 1 ? choices[0] : { choices } }
}

/** What JSON_MIN can say of an annotation: it drops the ids by which words and relations would find their region; numbers come with its place. */
function sayable(annotation: Annotation, survey: ConfigSurvey, lose: Lose): Annotation {
  const { shape, attributes } = annotation
  loseExtras({ ...annotation, track: null }, ['attributes', 'order'], lose)
  const taken = takenNames(survey)
  const isKept = ([name, value]: [string, unknown]) => typeof value === 'number' && !taken.includes(name)
  const said = Object.entries(attributes).filter(([, value]) => value !== null)
  if (!said.every(isKept)) lose('attributes that are no numbers: the format does not say which region words are about')
  if (shape.kind === 'skeleton') lose('skeletons: the format does not say whose keypoints they are', 'converted')
  return { ...annotation, attributes: Object.fromEntries(said.filter(isKept)), occluded: false, group: null }
}

/** Names that members of a record have already. */
const takenNames = (survey: ConfigSurvey): string[] => [
  ...OF_THE_RECORD,
  ...['image', 'class', 'z_order'],
  ...survey.regions.keys(),
  ...[...survey.skeletons.keys()].map((label) => keypointsControl(survey, label)),
]

/** Results under the names of their controls. Which keypoint is hidden is a word about it, and has no place. */
function byControl(results: readonly WrittenResult[]): Record<string, object[]> {
  const controls: Record<string, object[]> = {}
  for (const { from_name: name, type, value, original_width, original_height } of results)
    if (type !== 'choices') controls[name] = [...(controls[name] ?? []), { ...value, original_width, original_height }]
  return controls
}
