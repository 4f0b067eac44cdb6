import type { CurvePoint, Run } from '#shared/domain/training.ts'
import { messageOf } from '../errors.ts'
import { readCurve, stepsThatCount } from '../store/run-curve.ts'
import type { Store } from '../store/store.ts'
import { environmentHere } from './environment.ts'
import { createHardwareMeter } from './hardware.ts'
import { appendPoints } from './points.ts'
import { createCurveFile } from './tensorboard/event-file.ts'
import { eventsFolder } from './tensorboard/events-folder.ts'

const SAMPLE_EVERY_MS = 5_000

export interface WatchDeps {
  readonly store: Pick<Store, 'runs' | 'curves' | 'metricSeries' | 'metricPoints'>
  readonly dataFolder: string
  /** Hears what could not be written: a run goes on without. */
  readonly onTrouble: (sentence: string) => void
}

/**
 * Keeps what goes on beside a training: what it runs on, what it uses of the machine, and its curve as a TensorBoard file, which is written
 * anew where the run goes back. Nothing of it stops the training.
 */
export async function watchRun({ store, dataFolder, onTrouble }: WatchDeps, run: Run) {
  const startedAt = run.startedAt ?? Date.now()
  const file = createCurveFile({ folder: eventsFolder(dataFolder, run), startedAt })
  let work: Promise<unknown> = Promise.resolve()
  const quietly = (what: string, act: () => Promise<unknown>) => {
    work = work.then(act).catch((error: unknown) => onTrouble(`${what}: ${messageOf(error)}`))
  }
  let sampling: NodeJS.Timeout | undefined

  quietly('The environment was not written down', async () => {
    await store.runs.updateOne({ _id: run.id }, { $set: { environment: await environmentHere() } })
  })
  let curve: CurvePoint[] = []
  quietly('The TensorBoard file was not begun', async () => {
    curve = await readCurve(store, run.id)
    await file.begin(curve)
  })
  await work

  return {
    /** The process that trains, each time that one begins. */
    process(pid: number): void {
      clearInterval(sampling)
      const measure = createHardwareMeter(pid)
      const sample = () =>
        quietly('The use of the machine was not written down', async () => {
          const time = Date.now()
          const step = Math.round((time - startedAt) / 1000)
          const points = Object.entries(await measure()).map(([key, value]) => ({ key, step, time, value }))
          if (points.length > 0) await appendPoints(store, run.id, points)
        })
      sample()
      sampling = setInterval(sample, SAMPLE_EVERY_MS)
    },
    points(points: readonly CurvePoint[]): void {
      if (points.length === 0) return
      quietly('The TensorBoard file was not continued', () => {
        const before = curve.length
        curve = stepsThatCount([...curve, ...points])
        return curve.length === before + points.length ? file.append(points) : file.begin(curve)
      })
    },
    async end(): Promise<void> {
      clearInterval(sampling)
      await work
    },
  }
}
