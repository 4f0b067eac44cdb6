import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CurvePoint } from '#shared/domain/training.ts'
import { beginning, type Summary, scalar, summaries } from './events.ts'

const MS_PER_S = 1000

/** Where a run's files lie, and when it began: milliseconds since 1970. */
export interface EventPlace {
  readonly folder: string
  readonly startedAt: number
}

/** The curve of a run as a file of events: written anew when a process takes the run up, then appended to. */
export function createCurveFile(place: EventPlace) {
  let last: Promise<void> | null = null

  return {
    /** Begins the file with what is known so far; a run that is taken up again thereby has nothing twice. */
    begin(points: readonly CurvePoint[]): Promise<void> {
      last = writeEvents(place, 'curves', pointRecords(place, points))
      return last
    },
    async append(points: readonly CurvePoint[]): Promise<void> {
      if (points.length === 0) return
      last = Promise.resolve(last).then(() => appendFile(fileOf(place, 'curves'), Buffer.concat(pointRecords(place, points))))
      await last
    },
  }
}

/** Writes a file of events of its own, such as one of judgements; an older one of this name is replaced. */
export async function writeEvents(place: EventPlace, name: string, records: readonly Uint8Array[]): Promise<void> {
  await mkdir(place.folder, { recursive: true })
  const file = fileOf(place, name)
  const unfinished = join(place.folder, `.${name}.unfinished`)
  await writeFile(unfinished, Buffer.concat([beginning(place.startedAt / MS_PER_S), ...records]))
  await rename(unfinished, file)
}

// TensorBoard reads files with this word in their name, in the order of their names.
const fileOf = ({ folder, startedAt }: EventPlace, name: string): string =>
  join(folder, `events.out.tfevents.${Math.floor(startedAt / MS_PER_S)}.labelloop.${name}`)

const pointRecords = ({ startedAt }: EventPlace, points: readonly CurvePoint[]): Uint8Array[] =>
  points.flatMap((point) => {
    const values = figuresOf(point)
    return values.length === 0 ? [] : [summaries({ seconds: startedAt / MS_PER_S + point.seconds, step: point.step }, values)]
  })

function figuresOf({ loss, learningRate, validation, perLabel = {} }: CurvePoint): Summary[] {
  return [
    ...(loss === undefined ? [] : [scalar('loss', loss)]),
    ...(learningRate === undefined ? [] : [scalar('learning_rate', learningRate)]),
    ...(validation === undefined ? [] : [scalar('validation', validation)]),
    ...Object.entries(perLabel).map(([label, value]) => scalar(`validation/${label}`, value)),
  ]
}
