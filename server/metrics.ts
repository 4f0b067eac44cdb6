import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const NANOSECONDS_PER_MS = 1e6
const RESOLUTION_MS = 5
/** Percentiles are of the last minute, so that a slow start is forgotten. */
const WINDOW_MS = 60_000
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64]
const LATENCY_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]

/** What Prometheus scrapes at /metrics, and the event loop's delay as /api/status shows it. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  loop.enable()
  const window = setInterval(() => loop.reset(), WINDOW_MS).unref()
  new Gauge({
    name: 'labelloop_event_loop_delay_p99_seconds',
    help: 'Event loop delay of the server, 99th percentile of the last minute.',
    registers: [registry],
    collect() {
      this.set(delays(loop).p99 / 1000)
    },
  })
  return {
    registry,
    operations: new Counter({
      name: 'labelloop_operations_total',
      help: 'Operations committed by this server.',
      registers: [registry],
    }),
    commitSeconds: new Histogram({
      name: 'labelloop_commit_seconds',
      help: 'From the arrival of a commit to its durable acknowledgement.',
      buckets: LATENCY_BUCKETS_S,
      registers: [registry],
    }),
    predicted: new Counter({
      name: 'labelloop_predicted_images_total',
      help: 'Images that came with requests for predictions and were answered.',
      registers: [registry],
    }),
    refusedPredictions: new Counter({
      name: 'labelloop_refused_predictions_total',
      help: 'Requests for predictions that were refused or failed.',
      registers: [registry],
    }),
    predictSeconds: new Histogram({
      name: 'labelloop_predict_batch_seconds',
      help: 'From handing a batch of images to the predictor to its answer.',
      buckets: LATENCY_BUCKETS_S,
      registers: [registry],
    }),
    predictBatch: new Histogram({
      name: 'labelloop_predict_batch_images',
      help: 'Images that went to the predictor together.',
      buckets: BATCH_BUCKETS,
      registers: [registry],
    }),
    /** Milliseconds beyond the sampling interval. */
    eventLoopDelay: () => delays(loop),
    close() {
      clearInterval(window)
      loop.disable()
    },
  }
}

// The histogram measures a timer of RESOLUTION_MS; what is above that is delay.
function delays(loop: IntervalHistogram): { p50: number; p99: number } {
  const at = (percentile: number) => Math.max(0, loop.percentile(percentile) / NANOSECONDS_PER_MS - RESOLUTION_MS)
  return { p50: at(50), p99: at(99) }
}
