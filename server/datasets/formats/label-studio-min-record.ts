import { z } from 'zod'
import type { AnswerControls } from './label-studio-config.ts'
import type { LabelStudioResult } from './label-studio-task.ts'
import type { Lose } from './shapes-as.ts'

/** One annotation of a task, as JSON_MIN says it. */
export const MinRecord = z.looseObject({
  id: z.unknown().optional(),
  annotator: z.unknown().optional(),
  lead_time: z.unknown().optional(),
})
export type MinRecord = z.infer<typeof MinRecord>

type Value = Readonly<Record<string, unknown>>

/** Members that tell of the record itself. */
export const OF_THE_RECORD: ReadonlySet<string> = new Set([
  'id',
  'annotator',
  'annotation_id',
  'completion_id',
  'created_at',
  'updated_at',
  'lead_time',
  'agreement',
  'history',
])
/** What says where a region is. */
const PLACE = ['x', 'y', 'width', 'height', 'rotation', 'radiusX', 'radiusY', 'points', 'vertices', 'rle']
/** What else than labels a value may hold, and the type of such results. */
const ANSWERS = { choices: 'choices', text: 'textarea', number: 'number', taxonomy: 'taxonomy', rating: 'rating' } as const
/** How Label Studio's own templates call the choices of a whole image. */
const CHOICE = /^choices?$/i
const IMAGE_OR_ADDRESS = /^\w+:\/\/|^\/|\.[a-z0-9]{3,5}([?#].*)?$/i

/** What a record is made of. */
interface Said {
  readonly results: LabelStudioResult[]
  /** Words and numbers that no control asked for: of the task itself. */
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * What a record says, as the results that it was made of. JSON_MIN drops their ids: values of different controls at the same place are about one region.
 * A list of words has one for each region where it is as long; a single word is a class where a control of such a name asks for one.
 */
export function saidInRecord(record: MinRecord, controls: AnswerControls | null, lose: Lose): Said {
  const members = Object.entries(record).filter(([name]) => !OF_THE_RECORD.has(name))
  const regions = createRegions()
  const placed = members.flatMap(([name, value]) =>
    valuesIn(value).flatMap((one, index) =>
      isPlaced(one) ? [resultOf(regions.idOf(name, one), name, one)] : answerTo(name, one, index),
    ),
  )
  const data = members.filter(([name, value]) => isOfTask(name, value))
  return { results: [...placed, ...members.flatMap(([name, value]) => wordsIn(name, value))], data: Object.fromEntries(data) }

  function isOfTask(name: string, value: unknown): boolean {
    if (typeof value !== 'string') return typeof value === 'number'
    return controls ? !controls.has(name) : !CHOICE.test(name)
  }

  function answerTo(name: string, value: Value, index: number): LabelStudioResult[] {
    return typeOf(value) === undefined ? [] : [resultOf(`${name}/${index}`, name, value)]
  }

  function wordsIn(name: string, value: unknown): LabelStudioResult[] {
    const words = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
    const control = controls?.get(name)
    if (typeof value === 'string') return wordIn(name, value)
    if (words.length === 0 || (controls && !control)) return []
    const ids = regions.all()
    if (control?.perRegion !== false && words.length === ids.length && Array.isArray(value) && words.length === value.length)
      return words.map((word, index) => worded(ids[index] as string, name, word, control?.tag))
    if (control?.perRegion === false) return words.map((word, index) => worded(`${name}/${index}`, name, word, control.tag))
    lose('answers about regions that do not say which')
    return []
  }

  function wordIn(name: string, word: string): LabelStudioResult[] {
    const control = controls?.get(name)
    const [only, ...others] = regions.all()
    if (control?.perRegion && only !== undefined && others.length === 0) return [worded(only, name, word, control.tag)]
    if (control?.perRegion) lose('answers about regions that do not say which')
    if (control ? !control.perRegion : controls === null && CHOICE.test(name)) return [worded(name, name, word, control?.tag)]
    if (controls === null && !IMAGE_OR_ADDRESS.test(word))
      lose('words that may be a class, taken as metadata: label_config.xml beside would tell', 'converted')
    return []
  }
}

/** The regions of a record: one for each place, and more where one control names a place more than once. */
function createRegions() {
  const known = new Map<string, Set<string>[]>()
  const ids: string[] = []
  return {
    /** The region that a control's value is about. */
    idOf(control: string, value: Value): string {
      const place = JSON.stringify(PLACE.map((name) => value[name]))
      const here = known.get(place) ?? []
      known.set(place, here)
      const at = here.findIndex((controls) => !controls.has(control))
      const index = at < 0 ? here.push(new Set()) - 1 : at
      here[index]?.add(control)
      const id = `${place}#${index}`
      if (at < 0) ids.push(id)
      return id
    },
    all: (): readonly string[] => ids,
  }
}

const isPlaced = (value: Value): boolean => ['x', 'points', 'vertices', 'rle'].some((name) => name in value)

function typeOf(value: Value): string | undefined {
  const labels = Object.keys(value).find((name) => name.endsWith('labels'))
  return labels ?? Object.entries(ANSWERS).find(([name]) => name in value)?.[1]
}

function valuesIn(value: unknown): Value[] {
  const all = Array.isArray(value) ? value : [value]
  return all.filter((one): one is Value => typeof one === 'object' && one !== null && !Array.isArray(one))
}

function resultOf(id: string, name: string, { original_width, original_height, ...value }: Value): LabelStudioResult {
  return {
    id,
    from_name: name,
    type: typeOf(value),
    value,
    ...(typeof original_width === 'number' && original_width > 0 && { original_width }),
    ...(typeof original_height === 'number' && original_height > 0 && { original_height }),
  }
}

const worded = (id: string, name: string, word: string, tag: 'Choices' | 'TextArea' = 'Choices'): LabelStudioResult =>
  tag === 'Choices'
    ? { id, from_name: name, type: 'choices', value: { choices: [word] } }
    : { id, from_name: name, type: 'textarea', value: { text: [word] } }
