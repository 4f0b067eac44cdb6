import { type LoadedModel, loadModel } from '../ml/models/loaded-model.ts'
import type { PredictorCommand, PredictorMessage } from '../ml/models/predictor-messages.ts'

let work: Promise<LoadedModel | null> = Promise.resolve(null)

process.on('disconnect', () => process.exit(0))
process.on('message', (command: PredictorCommand) => {
  work = work.then((model) => handle(command, model))
})

/** Carries out one command after the other; returns the model that the next one finds. */
async function handle(command: PredictorCommand, model: LoadedModel | null): Promise<LoadedModel | null> {
  try {
    if (command.type === 'load') {
      const loaded = await loadModel(command.engine, command.modelFolder)
      say({ type: 'loaded', engine: loaded.engine, labels: loaded.labels })
      return loaded
    }
    if (!model) throw new Error('expected a model to be loaded before the first prediction')
    const started = performance.now()
    const images = await model.predict(command.images)
    say({ type: 'predicted', id: command.id, images, seconds: (performance.now() - started) / 1000 })
  } catch (error) {
    say({
      type: 'failed',
      id: command.type === 'predict' ? command.id : null,
      message: error instanceof Error ? error.message : String(error),
    })
  }
  return model
}

function say(message: PredictorMessage): void {
  process.send?.(message)
}
