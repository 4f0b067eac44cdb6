import { messageOf } from '../errors.ts'
import { engineEnvironment } from '../ml/engines/native-libraries.ts'
import type { OnDisk } from '../ml/images/pixel-store.ts'
import type { TrainedModel, TrainerCommand, TrainerMessage, TrainerWish } from '../ml/training/trainer-messages.ts'
import type { TrainerSpec } from '../ml/training/trainer-spec.ts'
import { type ProgramEnd, startProgram, toldEnd } from '../start-program.ts'
import { killedForMemory } from './killed-for-memory.ts'
import { type Trouble, troubleOfDeath, troubleTold } from './trouble.ts'

/** Thrown when a training ends without a model: it failed, was cancelled, or its process died. */
export class TrainingFailed extends Error {
  override name = 'TrainingFailed'
  readonly reason: 'failed' | 'cancelled' | 'died'
  /** Null where another attempt would end the same way. */
  readonly trouble: Trouble | null

  constructor(reason: 'failed' | 'cancelled' | 'died', message: string, trouble: Trouble | null = null) {
    super(message)
    this.reason = reason
    this.trouble = trouble
  }
}

export type TrainerOptions = {
  onMessage?: (message: TrainerMessage) => void
  /** Hears which process trains. */
  onProcess?: (pid: number) => void
  /** Brings a blob of the spec to a local file. */
  onDisk?: OnDisk
  signal?: AbortSignal
}

/** So low that the server and whoever draws labels always come first. */
const NICENESS = 10
/** A cancelled trainer that does not end by itself in this time is killed. */
const CANCEL_GRACE_MILLISECONDS = 5000

/** Trains in a process of its own, with low priority; rejects with `TrainingFailed`. The same spec again continues where it was cut off. */
export function startTrainer(
  spec: TrainerSpec,
  { onMessage, onProcess, onDisk, signal }: TrainerOptions = {},
): Promise<TrainedModel> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new TrainingFailed('cancelled', 'the training was cancelled before it began'))
    const { child, tell, ended, kill } = startProgram<TrainerCommand>(new URL('./trainer.ts', import.meta.url), {
      environment: engineEnvironment(process.env),
      niceness: NICENESS,
    })
    const killedBefore = killedForMemory()
    let outcome: TrainedModel | TrainingFailed | null = null
    child.on('message', (message: TrainerMessage | TrainerWish) => {
      if (message.type === 'wanted') return void bring(message.blob, onDisk).then(tell)
      outcome = outcomeOf(message) ?? outcome
      onMessage?.(message)
    })
    const cancel = () => {
      tell({ type: 'cancel' })
      setTimeout(kill, CANCEL_GRACE_MILLISECONDS).unref()
    }
    signal?.addEventListener('abort', cancel, { once: true })
    ended.then((end) => {
      const ending = signal?.aborted
        ? new TrainingFailed('cancelled', 'the training was cancelled')
        : died(end, killedForMemory() - killedBefore)
      finish(outcome ?? ending)
    })
    if (child.pid) onProcess?.(child.pid)
    tell({ type: 'train', spec })

    function finish(result: TrainedModel | TrainingFailed): void {
      signal?.removeEventListener('abort', cancel)
      if (result instanceof TrainingFailed) reject(result)
      else resolve(result)
    }
  })
}

async function bring(blob: string, onDisk: OnDisk | undefined): Promise<TrainerCommand> {
  try {
    if (!onDisk) throw new Error(`nobody brings the blob ${blob}`)
    return { type: 'brought', blob, file: await onDisk(blob) }
  } catch (error) {
    return { type: 'brought', blob, error: messageOf(error) }
  }
}

function outcomeOf(message: TrainerMessage): TrainedModel | TrainingFailed | null {
  if (message.type === 'done') {
    const { type: _type, ...model } = message
    return model
  }
  if (message.type === 'failed') return new TrainingFailed('failed', message.message, troubleTold(message.message))
  if (message.type === 'cancelled') return new TrainingFailed('cancelled', 'the training was cancelled')
  return null
}

function died({ how, lastWords }: ProgramEnd, killedMeanwhile: number): TrainingFailed {
  const told = toldEnd({ how: `${how} before it had a model`, lastWords })
  const trouble = troubleOfDeath({ lastWords, killedForMemory: killedMeanwhile })
  return new TrainingFailed('died', `the trainer ${told}`, trouble)
}
