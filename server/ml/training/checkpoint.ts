import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ValidationFigures } from '../tasks/task.ts'
import { type LossTrend, NO_LOSSES } from './loss-trend.ts'
import type { LearningState } from './optimizer.ts'

/** The best model so far: averaged weights and statistics, and how good they were on the validation images. */
export type BestSoFar = { weights: Float32Array; statistics: Float32Array; figures: ValidationFigures; step: number }

/** All there is to know of a run between two steps. */
export type RunState = {
  learning: LearningState
  step: number
  progress: number
  seconds: number
  /** Of those, spent on steps that were given up. */
  secondsLost: number
  losses: LossTrend
  /** Images per step: a run that is taken up with fewer at once goes on from the same place in the data. */
  batchSize: number
  /** Halved whenever the run blew up. */
  rateFactor: number
  restarts: number
  best: BestSoFar | null
}

/** What checkpoints of earlier versions lack. */
const SINCE_ADDED = { secondsLost: 0, losses: NO_LOSSES }

type Header = Omit<RunState, 'learning' | 'best' | keyof typeof SINCE_ADDED> & {
  digest: string
  lengths: number[]
  best: Omit<BestSoFar, 'weights' | 'statistics'> | null
}

const FILE = 'checkpoint.bin'
const HEADER_LENGTH_BYTES = 4
const BYTES_PER_NUMBER = 4

/** Writes the state so that a reader finds either the former checkpoint or this one; `digest` names what it belongs to. */
export async function writeCheckpoint(folder: string, digest: string, { learning, best, ...rest }: RunState): Promise<void> {
  const arrays = [...learningArrays(learning), ...(best ? [best.weights, best.statistics] : [])]
  const described = best ? { figures: best.figures, step: best.step } : null
  const header = Buffer.from(
    JSON.stringify({ ...rest, digest, lengths: arrays.map(({ length }) => length), best: described } satisfies Header),
  )
  const length = Buffer.alloc(HEADER_LENGTH_BYTES)
  length.writeUInt32LE(header.byteLength)
  await mkdir(folder, { recursive: true })
  const unfinished = join(folder, `${FILE}.unfinished`)
  const file = await open(unfinished, 'w')
  try {
    await file.writev([length, header, ...arrays.map(bytesOf)])
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, join(folder, FILE))
}

/** The last checkpoint of a folder; null where there is none, or where it belongs to another run. */
export async function readCheckpoint(folder: string, digest: string): Promise<RunState | null> {
  const bytes = await readIfThere(join(folder, FILE))
  if (!bytes) return null
  const start = HEADER_LENGTH_BYTES + bytes.readUInt32LE()
  const { digest: found, lengths, best, ...rest } = JSON.parse(bytes.subarray(HEADER_LENGTH_BYTES, start).toString()) as Header
  if (found !== digest) return null
  const arrays = sliceArrays(bytes, start, lengths)
  const [weights, momentum, variance, averagedWeights, averagedStatistics, bestWeights, bestStatistics] = arrays
  const learning = { weights, momentum, variance, averagedWeights, averagedStatistics } as LearningState
  return {
    ...SINCE_ADDED,
    ...rest,
    learning,
    best: best ? { ...best, weights: bestWeights as Float32Array, statistics: bestStatistics as Float32Array } : null,
  }
}

function learningArrays({ weights, momentum, variance, averagedWeights, averagedStatistics }: LearningState): Float32Array[] {
  return [weights, momentum, variance, averagedWeights, averagedStatistics]
}

function sliceArrays(bytes: Buffer, start: number, lengths: readonly number[]): Float32Array[] {
  let offset = start
  return lengths.map((length) => {
    const end = offset + length * BYTES_PER_NUMBER
    const array = new Float32Array(Uint8Array.prototype.slice.call(bytes, offset, end).buffer)
    offset = end
    return array
  })
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
