import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import type { Format } from './format.ts'
import { readImageSize } from './image-size.ts'
import { detectedByJson, hasMember, isList, jsonPathsThat } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { type AnswerControls, readLabelConfigs } from './label-studio-config.ts'
import { MinRecord, saidInRecord } from './label-studio-min-record.ts'
import { labelsOfResults } from './label-studio-regions.ts'
import { imagesOf, itemOf, metaOfTask, statedSize } from './label-studio-task.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import type { Lose } from './shapes-as.ts'
import { writeLabelStudioMin } from './write-label-studio-min.ts'

const SCORE = 0.93

/** Label Studio's export JSON_MIN: a record for each annotation, with the task's data and, by the name of each control, what was said there. */
export const labelStudioMin: Format = {
  id: 'label-studio-min',
  title: 'Label Studio JSON_MIN',
  tasks: ['detection', 'segmentation', 'oriented', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isMin, tree, { score: SCORE, what: 'records: "annotation_id" beside what was said' }),

  async *read(tree, findings) {
    const files = await jsonPathsThat(isMin, tree)
    const configs = await readLabelConfigs(tree, findings)
    const answers = configs.files.length > 0 ? configs.answers : null
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, answers, findings), configs.files)
  },

  write: writeLabelStudioMin,
  writesMeta: true,
}

// The oldest exports do not say which annotation a record is.
const isMin = (head: string): boolean =>
  isList(head) &&
  !['from_name', 'annotations', 'completions', 'predictions'].some((name) => hasMember(head, name)) &&
  (hasMember(head, 'annotation_id') || (hasMember(head, 'original_width') && /"[a-z]+labels"\s*:/.test(head)))

async function* imagesIn(
  tree: FileTree,
  path: string,
  answers: AnswerControls | null,
  findings: Findings,
): AsyncIterable<SaidOfImage> {
  for await (const { value } of jsonParts(await tree.stream(path))) {
    const { success, data: record } = MinRecord.safeParse(value)
    if (!success) {
      findings.lose('records that cannot be read', path)
      continue
    }
    const name = `${path}: task ${record.id ?? '?'}`
    const lose: Lose = (what, kind) => findings.lose(what, name, 1, kind)
    const images = imagesOf({ data: record })
    if (images.length === 0) lose('tasks without an image')
    if (record.annotator != null || record.lead_time != null) lose('who labelled a task and for how long')
    const { results, data } = saidInRecord(record, answers, lose)
    const meta = metaOfTask({ data })
    for (const [index, names] of images.entries()) {
      const mine = images.length === 1 ? results : results.filter((result) => itemOf(result) === index)
      const size = statedSize(mine)
      yield {
        names,
        labelled: true,
        size,
        split: null,
        ...(meta && { meta }),
        async annotations(image) {
          const known = size ?? (mine.length > 0 ? await readImageSize(tree, image) : null)
          const labels = labelsOfResults(mine, { size: known, keypoints: new Map(), keepIds: false, lose })
          return labels.map(({ score: _score, ...annotation }) => annotation)
        },
      }
    }
  }
}
