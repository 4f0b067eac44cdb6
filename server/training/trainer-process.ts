import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../errors.ts'
import { engineEnvironment } from '../ml/engines/native-libraries.ts'
import type { OnDisk } from '../ml/images/pixel-store.ts'
import type { TrainedModel } from '../ml/training/train.ts'
import type { TrainerCommand, TrainerMessage, TrainerWish } from '../ml/training/trainer-messages.ts'
import type { TrainerSpec } from '../ml/training/trainer-spec.ts'
import { killedForMemory } from './killed-for-memory.ts'
import { type ProcessEnd, type Trouble, troubleOfDeath, troubleTold } from './trouble.ts'

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
const ERROR_TAIL_CHARACTERS = 2000
/** A cancelled trainer that does not end by itself in this time is killed. */
const CANCEL_GRACE_MILLISECONDS = 5000

/** Trains in a process of its own, with low priority; rejects with `TrainingFailed`. The same spec again continues where it was cut off. */
export function startTrainer(
  spec: TrainerSpec,
  { onMessage, onProcess, onDisk, signal }: TrainerOptions = {},
): Promise<TrainedModel> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new TrainingFailed('cancelled', 'the training was cancelled before it began'))
    const child = fork(fileURLToPath(new URL('./trainer.ts', import.meta.url)), {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: engineEnvironment(process.env),
    })
    const killedBefore = killedForMemory()
    // Whoever has just died hears nothing: its end says so, once.
    const send = (command: TrainerCommand) => child.connected && child.send(command, () => undefined)
    let errors = ''
    let outcome: TrainedModel | TrainingFailed | null = null
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-ERROR_TAIL_CHARACTERS)
    })
    child.on('message', (message: TrainerMessage | TrainerWish) => {
      if (message.type === 'wanted') return void bring(message.blob, onDisk).then(send)
      outcome = outcomeOf(message) ?? outcome
      onMessage?.(message)
    })
    const cancel = () => {
      send({ type: 'cancel' })
      setTimeout(() => child.kill('SIGKILL'), CANCEL_GRACE_MILLISECONDS).unref()
    }
    signal?.addEventListener('abort', cancel, { once: true })
    child.once('error', (error) => finish(new TrainingFailed('died', `the trainer does not start: ${error.message}`)))
    child.once('close', (code, killedBy) => {
      const ending = signal?.aborted
        ? new TrainingFailed('cancelled', 'the training was cancelled')
        : died(code, killedBy, { lastWords: errors.trim(), killedForMemory: killedForMemory() - killedBefore })
      finish(outcome ?? ending)
    })
    if (child.pid) {
      setPriority(child.pid, NICENESS)
      onProcess?.(child.pid)
    }
    send({ type: 'train', spec })

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

function died(code: number | null, signal: NodeJS.Signals | null, end: ProcessEnd): TrainingFailed {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`
  const words = end.lastWords ? `; its last words: ${end.lastWords}` : ''
  return new TrainingFailed('died', `the trainer ${how} before it had a model${words}`, troubleOfDeath(end))
}
