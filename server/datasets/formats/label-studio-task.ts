import { z } from 'zod'
import { metaBeside } from './meta-fields.ts'

const Value = z.looseObject({})
/** What was said in one act: a region, an answer, or how two regions relate. */
export const LabelStudioResult = z.looseObject({
  id: z.union([z.string(), z.number().transform(String)]).optional(),
  type: z.string().optional(),
  from_name: z.string().optional(),
  to_name: z.string().optional(),
  value: Value.optional(),
  original_width: z.number().positive().optional().catch(undefined),
  original_height: z.number().positive().optional().catch(undefined),
  image_rotation: z.number().optional().catch(undefined),
  /** The region that a keypoint belongs to. */
  parentID: z.string().nullish().catch(undefined),
  score: z.number().nullish().catch(undefined),
  item_index: z.number().int().nonnegative().nullish().catch(undefined),
  from_id: z.string().optional(),
  to_id: z.string().optional(),
  direction: z.string().nullish().catch(undefined),
  /** What a relation is called. */
  labels: z.array(z.string()).nullish().catch(undefined),
})
export type LabelStudioResult = z.infer<typeof LabelStudioResult>

const Results = z.array(z.unknown()).catch([])
const Flag = z.boolean().nullish().catch(undefined)
const Annotation = z.looseObject({
  result: Results,
  was_cancelled: Flag,
  skipped: Flag,
  ground_truth: Flag,
  updated_at: z.string().nullish().catch(undefined),
  completed_by: z.unknown().optional(),
  lead_time: z.unknown().optional(),
  reviews: z.array(z.unknown()).optional().catch(undefined),
})
type LabelStudioAnnotation = z.infer<typeof Annotation>
const Prediction = z.looseObject({
  result: Results,
  score: z.number().nullish().catch(undefined),
  model_version: z.string().nullish().catch(undefined),
})

const Data = z.record(z.string(), z.unknown())
const listOf = <S extends z.ZodType>(schema: S) => z.array(schema).optional().catch(undefined)

/** A task of Label Studio with what people and models said of it. */
export const LabelStudioTask = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  data: Data,
  meta: Data.optional().catch(undefined),
  file_upload: z.string().nullish().catch(undefined),
  annotations: listOf(Annotation),
  /** What annotations were called before version 1. */
  completions: listOf(Annotation),
  predictions: listOf(Prediction),
  drafts: z.array(z.unknown()).optional().catch(undefined),
})
export type LabelStudioTask = z.infer<typeof LabelStudioTask>

/** A task as its file holds it: by itself, or (in storages that Label Studio writes to) inside its annotation; null where it is neither. */
export function taskOf(value: unknown): LabelStudioTask | null {
  const task = LabelStudioTask.safeParse(value)
  if (task.success) return task.data
  const { success, data } = Inverted.safeParse(value)
  return success ? { ...data.task, annotations: [Annotation.parse(value)] } : null
}

const Inverted = z.looseObject({ task: LabelStudioTask, result: z.array(z.unknown()) })

/** Of several annotations the one to take: what was marked as the truth, else the latest; skipped ones say nothing. */
export function chosenAnnotation({ annotations, completions }: LabelStudioTask): {
  chosen: LabelStudioAnnotation | null
  others: number
} {
  const given = (annotations ?? completions ?? []).filter(({ was_cancelled, skipped }) => !was_cancelled && !skipped)
  const best = given.reduce<LabelStudioAnnotation | null>((kept, one) => (kept && isBefore(one, kept) ? kept : one), null)
  return { chosen: best, others: Math.max(0, given.length - 1) }
}

function isBefore(a: LabelStudioAnnotation, b: LabelStudioAnnotation): boolean {
  if (Boolean(a.ground_truth) !== Boolean(b.ground_truth)) return Boolean(b.ground_truth)
  return (a.updated_at ?? '') < (b.updated_at ?? '')
}

/** What a task's images may be called, a list for each image: most tasks have one. */
export function imagesOf({ data, file_upload }: LabelStudioTask): string[][] {
  const key = imageKeyOf(data)
  if (key !== null) return placesIn(data[key]).map((place, index) => namesOf(place, index === 0 ? (file_upload ?? null) : null))
  return file_upload && isImage(file_upload) ? [namesOf(file_upload, null)] : []
}

/** What a task's data says beside its images; null where nothing. */
export const metaOfTask = ({ data }: Pick<LabelStudioTask, 'data'>): Record<string, unknown> | null =>
  metaBeside(data, [imageKeyOf(data) ?? ''])

function imageKeyOf(data: LabelStudioTask['data']): string | null {
  const keys = Object.keys(data).sort((a, b) => rank(a) - rank(b))
  const holdsImages = (key: string): boolean => {
    const places = placesIn(data[key])
    return places.length > 0 && (rank(key) < KEYS.length || places.every(isImage))
  }
  return keys.find(holdsImages) ?? null
}

/** Which of a task's images a result is about. */
export function itemOf(result: unknown): number {
  const { item_index: index, to_name: name = '' } = LabelStudioResult.safeParse(result).data ?? {}
  return index ?? Number(/_(\d+)$/.exec(name)?.[1] ?? 0)
}

/** The size that results state of their image; null where none does. */
export function statedSize(results: readonly unknown[]): { width: number; height: number } | null {
  for (const one of results) {
    const { original_width: width, original_height: height } = LabelStudioResult.safeParse(one).data ?? {}
    if (width && height) return { width, height }
  }
  return null
}

const KEYS = ['image', 'images', 'img', 'photo', 'picture', 'image_url', 'url']
const rank = (key: string): number => (KEYS.includes(key) ? KEYS.indexOf(key) : KEYS.length)
const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|bmp|avif)([?#].*)?$/i
const isImage = (place: string): boolean => IMAGE.test(place)

function placesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return value.flatMap((one) => (typeof one === 'string' ? [one] : typeof one?.url === 'string' ? [one.url as string] : []))
}

// Uploaded files get eight digits before their name; local files are named in a parameter.
function namesOf(place: string, upload: string | null): string[] {
  const local = /[?&]d=([^&]+)/.exec(place)?.[1]
  const paths = [local ?? place.replace(/[?#].*$/, ''), upload].flatMap((path) => (path ? [decoded(path)] : []))
  return [...new Set(paths.flatMap((path) => [path, path.replace(/(^|\/)[0-9a-f]{8}-(?=[^/]+$)/, '$1')]))]
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // A name with a percent sign of its own.
    return path
  }
}
