import type { Model } from '#shared/domain/training.ts'
import { type Config, engineChoice } from '../config.ts'
import { type Predictor, startPredictor } from './predictor-process.ts'
import type { LabelledPrediction } from './suggestions.ts'

/** An image to predict on: a local file, and its size in pixels when upright. */
export interface PredictedImage {
  readonly assetId: string
  readonly file: string
  readonly width: number
  readonly height: number
}

/** Predictor processes kept between a champion and its challenger; more would only take memory. */
const MOST_PREDICTORS = 2
/** A predictor that nobody asked for this long ends. */
const IDLE_MS = 60_000

/** Long-lived predictor processes, one per model, started when first asked. `folderOf` gives a model's files as a local folder. */
export function createPredictors(deps: { config: Config; folderOf: (model: Model) => Promise<string> }) {
  const running = new Map<string, { predictor: Promise<Predictor>; idle: NodeJS.Timeout }>()

  function end(key: string): void {
    const entry = running.get(key)
    if (!entry) return
    running.delete(key)
    clearTimeout(entry.idle)
    // One that never started has nothing to end; its failure reached whoever asked.
    entry.predictor.then((predictor) => predictor.dispose()).catch(() => undefined)
  }

  function predictorOf(model: Model): Promise<Predictor> {
    const key = `${model.projectId}:${model.version}`
    const known = running.get(key)
    const predictor = known?.predictor ?? start(model)
    if (known) clearTimeout(known.idle)
    running.delete(key)
    running.set(key, { predictor, idle: setTimeout(() => end(key), IDLE_MS).unref() })
    for (const oldest of [...running.keys()].slice(0, -MOST_PREDICTORS)) end(oldest)
    predictor.catch(() => end(key))
    return predictor
  }

  async function start(model: Model): Promise<Predictor> {
    return startPredictor({ modelFolder: await deps.folderOf(model), engine: engineChoice(deps.config) })
  }

  return {
    /** Predictions per image, in the order of the images, with labels by name. A process that died is started anew once. */
    async predict(model: Model, images: readonly PredictedImage[]): Promise<LabelledPrediction[][]> {
      const ask = async () => (await predictorOf(model)).predict([...images])
      const raw = await ask().catch(() => {
        end(`${model.projectId}:${model.version}`)
        return ask()
      })
      return raw.map((predictions) =>
        predictions.flatMap(({ label, ...said }) => {
          const name = model.labelNames[label]
          return name === undefined ? [] : [{ ...said, label: name }]
        }),
      )
    },
    async close() {
      for (const key of [...running.keys()]) end(key)
    },
  }
}
export type Predictors = ReturnType<typeof createPredictors>
