import { groupBy } from '#shared/group-by.ts'
import { type ImageSize, keypointValue, labelStudioRegion } from '#shared/label-studio-places.ts'
import type { Label } from '#shared/ontology.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { keypointsOf, presentPoints, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { type CalledAnnotation, calledAsBefore } from './called-as-before.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type ConfigSurvey, createConfigSurvey, keypointNames, keypointsControl, labelConfig } from './label-studio-config.ts'
import { fieldsOfMeta } from './meta-fields.ts'
import { type Lose, loseExtras } from './shapes-as.ts'
import { type Entry, imageFiles, jsonList, splitFolder } from './written-entries.ts'

/** tasks.json with a task for each image, label_config.xml that it needs and, where wanted, the images at the places where Label Studio serves local files from. */
export async function* writeLabelStudio(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const survey = createConfigSurvey(source.labels)
  for await (const { annotations } of source.entries()) for (const annotation of annotations) survey.add(annotation)
  yield { path: 'label_config.xml', content: { text: [labelConfig(survey)] } }
  yield* imageFiles(source, taskImagePath)
  yield { path: 'tasks.json', content: { text: jsonList(tasks(source, survey, findings)) } }
}

/** Where the image of a task lies in an export. */
export const taskImagePath = (entry: Entry): string => `images/${splitFolder(entry)}/${entry.fileName}`
/** Where Label Studio serves that file. */
export const taskAddress = (entry: Entry): string => `/data/local-files/?d=${encodeURI(taskImagePath(entry))}`

async function* tasks(source: ExportSource, survey: ConfigSurvey, findings: Findings): AsyncIterable<object> {
  let id = 0
  for await (const entry of source.entries()) {
    id++
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const annotations = calledAsBefore(entry.annotations, lose)
    const regions = annotations.flatMap((annotation) => resultsOf(annotation, entry, survey, lose))
    yield {
      id,
      data: { ...fieldsOfMeta(entry.meta, ['image']), image: taskAddress(entry) },
      meta: { split: splitFolder(entry) },
      annotations: [{ id, was_cancelled: false, ground_truth: false, result: [...regions, ...relations(annotations, lose)] }],
      predictions: [],
    }
  }
}

/** A result as it is written. */
export interface WrittenResult {
  readonly id: string
  readonly type: string
  readonly from_name: string
  readonly value: object
  readonly original_width: number
  readonly original_height: number
}

/** An annotation as results: its region, its keypoints, and what is said of it. */
export function resultsOf(annotation: CalledAnnotation, size: ImageSize, survey: ConfigSurvey, lose: Lose): WrittenResult[] {
  const { id, label, shape } = annotation
  const place = { original_width: size.width, original_height: size.height, image_rotation: 0, to_name: 'image' }
  if (shape.kind === 'whole') {
    loseExtras(annotation, [], lose)
    return [{ id, ...place, from_name: 'class', type: 'choices', value: { choices: [label] } }]
  }
  loseExtras(annotation, ['attributes', 'occluded', 'order', 'group', 'originId'], lose)
  const { kind, value } = labelStudioRegion(shape, size) ?? boxAround(annotation, size)
  const region = { id, ...place, from_name: kind, type: `${kind}labels`, value: { ...value, [`${kind}labels`]: [label] } }
  const joints = shape.kind === 'skeleton' ? jointResults(annotation, size, survey) : []
  return [
    region,
    ...joints.map((joint) => ({ ...place, ...joint })),
    ...answers(annotation, survey.labels, { id, ...place }, value),
  ]
}

type Answer = Pick<WrittenResult, 'type' | 'from_name' | 'value'>
type OwnResult = Answer & Pick<WrittenResult, 'id'>

/** Keypoints hang on a box. */
function boxAround({ shape }: CalledAnnotation, size: ImageSize) {
  const places = 'keypoints' in shape ? presentPoints(shape) : []
  return labelStudioRegion({ kind: 'box', ...boundsOfPoints(places) }, size) ?? { kind: 'rectangle', value: {} }
}

function jointResults({ id, label, shape }: CalledAnnotation, size: ImageSize, survey: ConfigSurvey): OwnResult[] {
  const joints = 'keypoints' in shape ? keypointsOf(shape) : []
  const names = keypointNames(survey, label, joints.length)
  return joints.flatMap(({ x, y, visibility }, index) => {
    if (visibility === VISIBILITY.absent) return []
    const own = { id: `${id}-${index + 1}`, parentID: id }
    const value = keypointValue(x, y, size)
    const joint = {
      ...own,
      from_name: keypointsControl(survey, label),
      type: 'keypointlabels',
      value: { ...value, keypointlabels: [names[index]] },
    }
    return visibility === VISIBILITY.hidden ? [joint, { ...own, ...chosen('occluded', 'true', value) }] : [joint]
  })
}

/** What is said about a region repeats where it is. */
function answers(
  { label, attributes, occluded, order }: CalledAnnotation,
  labels: readonly Label[],
  place: Omit<WrittenResult, keyof Answer>,
  value: object,
): WrittenResult[] {
  const definitions = new Map(labels.find(({ name }) => name === label)?.attributes.map((one) => [one.name, one.type]))
  const said: Answer[] = Object.entries(attributes).flatMap(([name, answer]): Answer[] => {
    if (answer === null) return []
    if (typeof answer === 'number') return [numbered(name, answer, value)]
    if (typeof answer === 'boolean' || definitions.get(name) === 'choice') return [chosen(name, String(answer), value)]
    return [{ from_name: name, type: 'textarea', value: { ...value, text: [answer] } }]
  })
  if (occluded) said.push(chosen('occluded', 'true', value))
  if (order !== 0) said.push(numbered('z_order', order, value))
  return said.map((one) => ({ ...place, ...one }))
}

const chosen = (name: string, choice: string, value: object) => ({
  from_name: name,
  type: 'choices',
  value: { ...value, choices: [choice] },
})
const numbered = (name: string, number: number, value: object) => ({
  from_name: name,
  type: 'number',
  value: { ...value, number },
})

/** The first of a group with each of the others: a group says of none which way it leads, or what it is called. */
function relations(annotations: readonly CalledAnnotation[], lose: Lose): object[] {
  const grouped = groupBy(
    annotations.filter(({ group, shape }) => group !== null && shape.kind !== 'whole'),
    ({ group }) => group,
  )
  return [...grouped.values()].flatMap(([first, ...others]) => {
    if (others.length === 0) lose('groups of a single region: relations join two')
    else lose('groups written as relations without a direction and a label', 'converted')
    return others.map(({ id }) => ({ type: 'relation', from_id: first?.id, to_id: id, direction: 'bi' }))
  })
}
