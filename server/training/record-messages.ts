import type { CurvePoint, Run } from '#shared/domain/training.ts'
import type { JobContext } from '../jobs/runner.ts'
import { appendCurve } from '../store/run-curve.ts'
import type { Store } from '../store/store.ts'
import { appendLog, updateRun } from './run-records.ts'
import type { TrainingMessage } from './train-with-retries.ts'

/** Somebody who keeps what goes on beside a training: which process trains, and the curve as it is measured. */
export interface TrainingWatch {
  process(pid: number): void
  points(points: readonly CurvePoint[]): void
  end(): Promise<void>
}

/**
 * Writes down what a training says: its figures, its log, how far it is. Messages come faster than the database should be asked: figures are
 * kept and written together, about once a second.
 */
export function recordMessages(
  store: Pick<Store, 'runs' | 'curves' | 'runLogs'>,
  context: JobContext,
  run: Run,
  watch?: TrainingWatch,
) {
  const started = { engine: 'unknown', parametersCount: 0 }
  const metrics: Run['metrics'] = { ...run.metrics }
  let points: CurvePoint[] = []
  let seconds = 0
  let writing: Promise<void> = Promise.resolve()
  const write = (work: () => Promise<unknown>) => {
    writing = writing.then(work).then(
      () => undefined,
      (error) => appendLog(store, run.id, `A figure was not written: ${error}`).catch(() => undefined),
    )
  }
  const flush = (fields: Partial<Run>) => {
    const batch = points
    points = []
    watch?.points(batch)
    write(async () => {
      await appendCurve(store, run.id, batch)
      await updateRun(store, run.id, { ...fields, metrics })
    })
  }
  return {
    hear(message: TrainingMessage) {
      switch (message.type) {
        case 'started': {
          const { engine, architecture, architectureReason, parameters, parametersCount, resumedAtStep } = message
          Object.assign(started, { engine, parametersCount })
          write(() => updateRun(store, run.id, { engine, architecture, architectureReason, parameters: { ...parameters } }))
          const how = resumedAtStep > 0 ? `Resumed at step ${resumedAtStep}` : 'Started'
          write(() =>
            appendLog(
              store,
              run.id,
              `${how}: ${architecture}, ${parametersCount.toLocaleString('en')} parameters, ${engine}. ${architectureReason}`,
            ),
          )
          return
        }
        case 'progress': {
          const { type: _type, ...progress } = message
          seconds = message.secondsElapsed
          flush({ progress })
          const fraction = message.steps > 0 ? Math.min(1, message.step / message.steps) : null
          write(() =>
            context.progress(fraction, `Training, epoch ${Math.floor(message.epoch)} of ${message.epochs}`, message.secondsLeft),
          )
          return
        }
        case 'metrics':
          metrics.loss = message.loss
          points.push({
            step: message.step,
            epoch: message.epoch,
            seconds,
            loss: message.loss,
            learningRate: message.learningRate,
          })
          return
        case 'validation': {
          metrics.validation = message.metric
          metrics.best = Math.max(metrics.best ?? message.metric, message.metric)
          const perLabel = Object.fromEntries(
            message.perLabel.flatMap(({ label, value }) => (value === null ? [] : [[label, value]])),
          )
          points.push({ step: message.step, epoch: message.epoch, seconds, validation: message.metric, perLabel })
          flush({})
          write(() =>
            appendLog(
              store,
              run.id,
              `Epoch ${message.epoch.toFixed(1)}: validation ${message.metricName} ${message.metric.toFixed(3)}`,
            ),
          )
          return
        }
        case 'wentBack': {
          const { from, step, rateFactor } = message
          write(() =>
            appendLog(
              store,
              run.id,
              `The loss ran away at step ${from}: back to step ${step} with ${rateFactor} of the learning rate`,
            ),
          )
          return
        }
        case 'retry':
          write(() => appendLog(store, run.id, message.sentence))
          return
        case 'checkpoint':
        case 'done':
        case 'cancelled':
        case 'failed':
          return
        default:
          message satisfies never
      }
    },
    async settled() {
      flush({})
      await writing
      await watch?.end()
      return started
    },
  }
}
