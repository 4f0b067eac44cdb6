import { z } from 'zod'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isList, jsonPathsThat } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import { plainTemplate } from './skeleton-places.ts'

const SCORE = 0.93
const LABEL = 'person'
/** The joints of the MPII Human Pose data set, in its order (Andriluka et al., CVPR 2014). */
const JOINTS =
  'right ankle,right knee,right hip,left hip,left knee,left ankle,pelvis,thorax,upper neck,head top,right wrist,right elbow,right shoulder,left shoulder,left elbow,left wrist'.split(
    ',',
  )
const EDGES = [
  [0, 1],
  [1, 2],
  [2, 6],
  [3, 6],
  [3, 4],
  [4, 5],
  [6, 7],
  [7, 8],
  [8, 9],
  [7, 12],
  [12, 11],
  [11, 10],
  [7, 13],
  [13, 14],
  [14, 15],
] as [number, number][]

/** MPII Human Pose as JSON: a list with a row for each person. */
export const mpiiJson: Format = {
  id: 'mpii-json',
  title: 'MPII Human Pose JSON',
  tasks: ['keypoints'],

  detect: (tree) => detectedByJson(isMpii, tree, { score: SCORE, what: '"joint_self" and "img_paths"' }),

  async *read(tree, findings, declare) {
    const files = await jsonPathsThat(isMpii, tree)
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, path, findings, declare))
  },

  write: null,
}

const isMpii = (head: string): boolean => isList(head) && hasMember(head, 'joint_self', 'img_paths')

const Row = z.object({
  img_paths: z.string().min(1),
  img_width: z.number().positive().optional(),
  img_height: z.number().positive().optional(),
  isValidation: z.number().optional(),
  joint_self: z.array(z.tuple([z.number(), z.number(), z.number()])).nonempty(),
  scale_provided: z.number().optional().catch(undefined),
})

// The set has 25,000 images: its rows fit, and one image's persons need not stand together.
async function* imagesIn(tree: FileTree, path: string, findings: Findings, declare: Declare): AsyncIterable<SaidOfImage> {
  const byImage = new Map<string, { first: z.infer<typeof Row>; people: ReadAnnotation[] }>()
  for await (const { value } of jsonParts(await tree.stream(path))) {
    const { data: row } = Row.safeParse(value)
    if (!row) {
      findings.lose('rows without an image or joints', path)
      continue
    }
    const image = byImage.get(row.img_paths) ?? { first: row, people: [] }
    byImage.set(row.img_paths, image)
    image.people.push(personOf(row))
  }
  declare({ name: LABEL, shape: 'skeleton', skeleton: { ...plainTemplate(JOINTS), edges: EDGES } })
  for (const [name, { first, people }] of byImage) {
    const { img_width: width, img_height: height, isValidation } = first
    yield {
      names: [name],
      labelled: true,
      size: width && height ? { width, height } : null,
      split: isValidation === undefined ? null : isValidation > 0 ? 'validation' : 'train',
      annotations: () => people,
    }
  }
}

function personOf({ joint_self: joints, scale_provided: scale }: z.infer<typeof Row>): ReadAnnotation {
  // A joint that was not found lies in the corner.
  const keypoints = joints.flatMap(([x, y, visible]) =>
    x === 0 && y === 0 ? [0, 0, VISIBILITY.absent] : [x, y, visible > 0 ? VISIBILITY.visible : VISIBILITY.hidden],
  )
  return { label: LABEL, shape: { kind: 'skeleton', keypoints }, attributes: { ...(scale !== undefined && { scale }) } }
}
