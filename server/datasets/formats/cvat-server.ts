import { z } from 'zod'
import { LabelColor } from '#shared/ontology.ts'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { baseName, foldersOf } from '../sources/tree-path.ts'
import { CvatServerShape, cvatServerExtras, cvatServerShape } from './cvat-server-shapes.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, jsonPathsThat } from './json-heads.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import { readJson } from './read-json.ts'
import type { Lose } from './shapes-as.ts'

const SCORE = 0.92
const MANIFEST = 'manifest.jsonl'
const NUMBERS_ONLY =
  'it names labels and images by their numbers in a CVAT server alone: export the task there as a backup, or as "CVAT for images"'

/** A backup of CVAT tasks and projects: annotations.json as the server keeps them, with a list of the images beside it. */
export const cvatServer: Format = {
  id: 'cvat-backup',
  title: 'CVAT backup',
  tasks: ['detection', 'segmentation', 'oriented', 'keypoints', 'classification'],

  detect: (tree) => detectedByJson(isCvatServer, tree, { score: SCORE, what: '"shapes", "tags" and "tracks"' }),

  async *read(tree, findings, declare) {
    const files = await jsonPathsThat(isCvatServer, tree)
    const beside = tree.files.map(({ path }) => path).filter((path) => SIDE_FILES.has(baseName(path)) && !files.includes(path))
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, findings, declare), beside)
  },

  write: null,
}

const SIDE_FILES = new Set(['task.json', 'project.json', MANIFEST, 'index.json'])
const isCvatServer = (head: string): boolean =>
  hasMember(head, 'shapes', 'tags', 'z_order') || hasMember(head, 'tags', 'shapes', 'tracks')

const Job = z.object({
  tags: z.array(z.unknown()).default([]),
  shapes: z.array(z.unknown()).default([]),
  tracks: z.array(z.unknown()).default([]),
})
const Frame = z.object({ name: z.string(), extension: z.string(), width: z.number().optional(), height: z.number().optional() })
type Frame = z.infer<typeof Frame>

async function* imagesIn(tree: FileTree, path: string, findings: Findings, declare: Declare): AsyncIterable<SaidOfImage> {
  const frames = await framesOf(tree, path)
  const jobs = z.array(Job).safeParse(await readJson(tree, path)).data
  if (frames.length === 0 || !jobs) {
    findings.reject(path, NUMBERS_ONLY)
    return
  }
  await declareLabels(tree, path, findings, declare)
  const lose: Lose = (what, kind) => findings.lose(what, path, 1, kind)
  const byFrame = new Map<number, ReadAnnotation[]>()
  for (const { tags, shapes, tracks } of jobs) {
    for (const _ of tracks) lose('tracks of videos: export the task as "CVAT for video"')
    for (const one of [...tags, ...shapes]) {
      const read = annotationOf(one, lose)
      if (read) byFrame.set(read.frame, [...(byFrame.get(read.frame) ?? []), read.annotation])
    }
  }
  for (const [index, { name, extension, width, height }] of frames.entries())
    yield {
      names: [`${name}${extension}`],
      near: [...foldersOf(path), 'data'],
      labelled: byFrame.size > 0,
      size: width && height ? { width, height } : null,
      split: null,
      annotations: () => byFrame.get(index) ?? [],
    }
}

function annotationOf(one: unknown, lose: Lose): { frame: number; annotation: ReadAnnotation } | null {
  const { data } = CvatServerShape.safeParse(one)
  const shape = data && cvatServerShape(data)
  if (!data || !shape) {
    lose(data ? `shapes of type ${data.type}, which have no place here` : 'shapes that cannot be read')
    return null
  }
  if (!data.label) {
    lose('shapes without the name of a label')
    return null
  }
  return { frame: data.frame, annotation: { label: data.label, shape, ...cvatServerExtras(data, lose) } }
}

/** The images by their numbers, from the list beside the annotations; none where there is no list. */
async function framesOf(tree: FileTree, path: string): Promise<Frame[]> {
  const home = foldersOf(path)
    .map((folder) => `${folder}/`)
    .join('')
  const list = tree.files.find((file) => file.path === `${home}data/${MANIFEST}` || file.path === `${home}${MANIFEST}`)
  if (!list) return []
  const lines = (await readWhole(tree, list.path)).toString('utf8').split('\n')
  return lines.flatMap((line) => {
    try {
      return Frame.safeParse(JSON.parse(line)).data ?? []
    } catch {
      // The last line is empty.
      return []
    }
  })
}

const Labels = z.object({
  labels: z.array(
    z.object({
      name: z.string().min(1),
      color: LabelColor.optional().catch(undefined),
    }),
  ),
})

/** The labels of the task, or of its project. */
async function declareLabels(tree: FileTree, path: string, findings: Findings, declare: Declare): Promise<void> {
  const folders = foldersOf(path)
  for (const place of [
    [...folders, 'task.json'],
    [...folders.slice(0, -1), 'project.json'],
  ].map((parts) => parts.join('/'))) {
    if (!tree.files.some((file) => file.path === place)) continue
    try {
      const { data } = Labels.safeParse(await readJson(tree, place))
      for (const { name, color } of data?.labels ?? []) declare({ name, ...(color && { color }) })
    } catch (error) {
      findings.reject(place, `it is no list of labels that can be read (${messageOf(error)})`)
    }
  }
}
