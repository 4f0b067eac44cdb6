import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { readImageSize } from './image-size.ts'
import { detectedByJson, hasMember, jsonPathsThat } from './json-heads.ts'
import { type JsonPart, jsonParts } from './json-parts.ts'
import { readLabelConfigs } from './label-studio-config.ts'
import { type KeypointNames, keypointNamesIn, labelsOfResults } from './label-studio-regions.ts'
import { chosenAnnotation, imagesOf, itemOf, type LabelStudioTask, metaOfTask, statedSize, taskOf } from './label-studio-task.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import type { Lose } from './shapes-as.ts'
import { plainTemplate } from './skeleton-places.ts'
import { splitNamed } from './splits-by-name.ts'
import { suggestedBy } from './suggested-by.ts'
import { writeLabelStudio } from './write-label-studio.ts'

const SCORE = 0.94
const SURE = 1

/** Label Studio JSON: tasks with annotations of people and predictions of models. */
export const labelStudio: Format = {
  id: 'label-studio',
  title: 'Label Studio JSON',
  tasks: ['detection', 'segmentation', 'oriented', 'keypoints', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isLabelStudio, tree, { score: SCORE, what: 'tasks: "data" and "annotations"' }),

  async *read(tree, findings, declare) {
    const files = await jsonPathsThat(isLabelStudio, tree)
    const configs = await readLabelConfigs(tree, findings)
    const read = (path: string) => imagesIn(tree, path, configs.keypoints, findings, declare)
    yield* labelledImages(tree, findings, files, read, configs.files)
  },

  write: writeLabelStudio,
  writesMeta: true,
}

const isLabelStudio = (head: string): boolean =>
  hasMember(head, 'from_name', 'to_name') ||
  hasMember(head, 'result', 'original_width') ||
  (/"data"\s*:\s*\{/.test(head) && ['annotations', 'completions', 'predictions'].some((name) => hasMember(head, name)))

async function* imagesIn(
  tree: FileTree,
  path: string,
  offered: readonly (readonly string[])[],
  findings: Findings,
  declare: Declare,
): AsyncIterable<SaidOfImage> {
  const keypoints = await declaredKeypoints(tree, path, offered, declare)
  for await (const value of tasksIn(tree, path)) {
    const task = taskOf(value)
    if (!task) {
      findings.lose('tasks that cannot be read', path)
      continue
    }
    const name = `${path}: task ${task.id ?? '?'}`
    const images = imagesOf(task)
    if (images.length === 0) findings.lose('tasks without an image', name)
    for (const [index, names] of images.entries())
      yield saidOfImage(tree, task, { names, index, of: images.length }, keypoints, (what, kind, detail) =>
        findings.lose(what, detail === undefined ? name : `${name}: ${detail}`, 1, kind),
      )
  }
}

/** The tasks of a file: a list, or one alone. */
async function* tasksIn(tree: FileTree, path: string): AsyncIterable<unknown> {
  const alone: JsonPart[] = []
  for await (const part of jsonParts(await tree.stream(path)))
    if (part.key === '') yield part.value
    else alone.push(part)
  if (alone.length > 0) yield Object.fromEntries(alone.map(({ key, value }) => [key, value]))
}

interface TaskImage {
  readonly names: readonly string[]
  readonly index: number
  readonly of: number
}

function saidOfImage(
  tree: FileTree,
  task: LabelStudioTask,
  { names, index, of }: TaskImage,
  keypoints: KeypointNames,
  lose: Lose,
): SaidOfImage {
  const { chosen, others } = chosenAnnotation(task)
  const predictions = task.predictions ?? []
  if (index === 0) {
    if (others > 0) lose('further annotations of a task: the one marked as truth, or else the latest, is kept')
    if ((task.drafts ?? []).length > 0) lose('drafts of tasks')
    if (chosen?.completed_by != null || chosen?.lead_time != null) lose('who labelled a task and for how long')
    if ((chosen?.reviews ?? []).length > 0) lose('reviews of annotations')
    if (chosen && predictions.length > 0) lose('predictions of tasks that are labelled')
    if (predictions.length > 1) lose('further predictions of a task: the last is kept')
  }
  const mine = (results: readonly unknown[]) => (of === 1 ? results : results.filter((one) => itemOf(one) === index))
  const split = task.meta?.split
  const meta = metaOfTask(task)
  return {
    names,
    labelled: chosen !== null,
    size: statedSize(mine(chosen?.result ?? [])),
    split: typeof split === 'string' ? splitNamed(split) : null,
    ...(meta && { meta }),
    async annotations(path) {
      const prediction = predictions.at(-1)
      const results = mine((chosen ?? prediction)?.result ?? [])
      const size = results.length > 0 && statedSize(results) === null ? await readImageSize(tree, path) : null
      return labelsOfResults(results, { size, keypoints, keepIds: true, lose }).map(
        ({ score, ...annotation }): ReadAnnotation => {
          if (chosen) return annotation
          return { ...annotation, ...suggestedBy(prediction?.model_version ?? 'prediction', score ?? prediction?.score ?? SURE) }
        },
      )
    },
  }
}

/** The keypoints that a file's labels have, read ahead: the first skeleton needs them all. */
async function declaredKeypoints(
  tree: FileTree,
  path: string,
  offered: readonly (readonly string[])[],
  declare: Declare,
): Promise<KeypointNames> {
  const found = new Map<string, Set<string>>()
  for await (const value of tasksIn(tree, path)) {
    const task = taskOf(value)
    for (const { result } of [...(task?.annotations ?? task?.completions ?? []), ...(task?.predictions ?? [])])
      for (const { label, keypoint } of keypointNamesIn(result)) found.set(label, (found.get(label) ?? new Set()).add(keypoint))
  }
  const inOrder = (names: ReadonlySet<string>) => offered.find((all) => [...names].every((name) => all.includes(name))) ?? names
  const names = new Map([...found].map(([label, keypoints]) => [label, [...inOrder(keypoints)]]))
  for (const [name, keypoints] of names) declare({ name, skeleton: plainTemplate(keypoints) })
  return names
}
