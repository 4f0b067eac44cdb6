import type { TrainedModel, TrainerMessage } from '../ml/training/trainer-messages.ts'
import type { TrainerSpec } from '../ml/training/trainer-spec.ts'
import { givenUp, nextAttempt } from './retry-plan.ts'
import { startTrainer, type TrainerOptions, TrainingFailed } from './trainer-process.ts'

/** What is said of a training by its trainers, and of the changes between two of them. */
export type TrainingMessage = TrainerMessage | { type: 'retry'; batchSize: number | null; sentence: string }

type RetryOptions = Omit<TrainerOptions, 'onMessage'> & {
  onMessage?: (message: TrainingMessage) => void
  start?: typeof startTrainer
}

/**
 * Trains until there is a model: an attempt that ends for want of memory, of the graphics card or of its process is followed by another from
 * the last checkpoint, with half the batch. Rejects with `TrainingFailed` when several in a row get no further.
 */
export async function trainWithRetries(
  spec: TrainerSpec,
  { onMessage, start = startTrainer, ...options }: RetryOptions = {},
): Promise<TrainedModel> {
  let batchSize: number | null = null
  let retries = 0
  let furthest = 0
  const hear = (message: TrainerMessage) => {
    if (message.type === 'started') batchSize = message.parameters.batchSize
    if (message.type === 'progress' && message.epoch > furthest) {
      furthest = message.epoch
      retries = 0
    }
    onMessage?.(message)
  }
  let parameters = spec.parameters
  for (;;) {
    try {
      return await start({ ...spec, parameters }, { ...options, onMessage: hear })
    } catch (error) {
      if (!(error instanceof TrainingFailed) || error.trouble === null) throw error
      const attempt = { trouble: error.trouble, batchSize, retries }
      const next = nextAttempt(attempt)
      if (!next) throw new TrainingFailed('failed', givenUp(attempt, error.message))
      onMessage?.({ type: 'retry', ...next })
      if (next.batchSize !== null) parameters = { ...parameters, batchSize: next.batchSize }
      retries++
    }
  }
}
