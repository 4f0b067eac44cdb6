import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { CocoDetections, CocoTruth } from './coco/coco-files.ts'
import { type CocoEvaluation, evaluateCoco, type IouType } from './evaluate-coco.ts'
import { EvaluationInputError } from './input-error.ts'

/** The tasks whose results COCO files can hold, and what is compared for each. */
const IOU_TYPES = { detection: 'bbox', segmentation: 'segm', keypoints: 'keypoints' } as const satisfies Record<string, IouType>

export interface EvaluateFilesInput {
  /** A COCO file with images, categories and annotations. */
  readonly truthPath: string
  /** A COCO results file, or a COCO file whose annotations carry scores. */
  readonly detectionsPath: string
  readonly task: string
  /** Leaves out detections below this score; none by default. */
  readonly minimumScore?: number
}

/** Judges a results file by a truth file. Throws `EvaluationInputError` that says which entry of which file is not as expected. */
export async function evaluateFiles({
  truthPath,
  detectionsPath,
  task,
  minimumScore,
}: EvaluateFilesInput): Promise<CocoEvaluation> {
  const iouType = isCocoTask(task) ? IOU_TYPES[task] : null
  if (!iouType) throw new EvaluationInputError(`Expected a task out of ${Object.keys(IOU_TYPES).join(', ')}, got "${task}"`)

  const truth = await readJson(truthPath, CocoTruth, 'a COCO file with images, categories and annotations')
  const detections = await readJson(detectionsPath, CocoDetections, 'a COCO results file')
  return evaluateCoco({
    truth,
    iouType,
    detections: detections.filter(({ score }) => score >= (minimumScore ?? Number.NEGATIVE_INFINITY)),
  })
}

const isCocoTask = (task: string): task is keyof typeof IOU_TYPES => Object.hasOwn(IOU_TYPES, task)

async function readJson<S extends z.ZodType>(path: string, schema: S, expected: string): Promise<z.infer<S>> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new EvaluationInputError(`Expected ${expected} at ${path}, but it cannot be read: ${error.message}`)
  })
  const parsed = schema.safeParse(parseJson(text, path, expected))
  if (parsed.success) return parsed.data
  const [first, ...others] = flattened(parsed.error.issues)
  const rest = others.length > 0 ? ` (and ${others.length} more)` : ''
  throw new EvaluationInputError(`Expected ${expected} in ${path}; at ${first?.where}: ${first?.message}${rest}`)
}

function parseJson(text: string, path: string, expected: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new EvaluationInputError(`Expected ${expected} in ${path}, but it is not JSON: ${(error as Error).message}`)
  }
}

// Of the alternatives of a union, the one that went furthest is the one that was meant.
function flattened(issues: readonly z.core.$ZodIssue[], path: readonly PropertyKey[] = []): { where: string; message: string }[] {
  return issues.flatMap((issue) => {
    const whole = [...path, ...issue.path]
    const branches = issue.code === 'invalid_union' ? issue.errors.map((errors) => flattened(errors, whole)) : []
    const deepest = branches.sort((a, b) => depth(b) - depth(a))[0]
    return deepest && deepest.length > 0 ? deepest : [{ where: placeName(whole), message: issue.message }]
  })
}

const depth = (branch: readonly { where: string }[]) => Math.max(0, ...branch.map(({ where }) => where.length))

function placeName(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('') || 'the top'
}
