import { freeMemory } from '../ml/engines/free-memory.ts'
import { loadEngine } from '../ml/engines/index.ts'
import { prepareRun } from '../ml/training/prepare-run.ts'
import { train } from '../ml/training/train.ts'
import type { TrainerCommand, TrainerMessage, TrainerWish } from '../ml/training/trainer-messages.ts'
import type { TrainerSpec } from '../ml/training/trainer-spec.ts'

let cancelled = false
const wishes = new Map<string, { resolve(file: string): void; reject(error: Error): void }[]>()

process.on('disconnect', () => process.exit(1))
process.on('message', (command: TrainerCommand) => {
  if (command.type === 'cancel') cancelled = true
  else if (command.type === 'train') void run(command.spec)
  else answered(command)
})

/** One training from the first message to the last; the process ends with it. */
async function run(spec: TrainerSpec): Promise<void> {
  try {
    const engine = await loadEngine(spec.engine)
    const prepared = await prepareRun(spec, { engine: engine.id, memoryBytes: await freeMemory(engine) })
    const model = await train({ prepared, engine, report: say, isCancelled: () => cancelled, onDisk })
    await end(model ? { type: 'done', ...model } : { type: 'cancelled' })
  } catch (error) {
    await end({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

/** Asks whoever started this process for a blob. */
function onDisk(blob: string): Promise<string> {
  return new Promise((resolve, reject) => {
    wishes.set(blob, [...(wishes.get(blob) ?? []), { resolve, reject }])
    say({ type: 'wanted', blob })
  })
}

function answered(answer: Extract<TrainerCommand, { type: 'brought' }>): void {
  const waiting = wishes.get(answer.blob) ?? []
  wishes.delete(answer.blob)
  for (const { resolve, reject } of waiting)
    if ('file' in answer) resolve(answer.file)
    else reject(new Error(answer.error))
}

function say(message: TrainerMessage | TrainerWish): void {
  process.send?.(message)
}

async function end(message: TrainerMessage): Promise<void> {
  await new Promise<void>((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()))
  process.exit(message.type === 'failed' ? 1 : 0)
}
