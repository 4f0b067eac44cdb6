import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TrainerMessage } from '#server/ml/training/trainer-messages.ts'
import type { TrainerSpec } from '#server/ml/training/trainer-spec.ts'

const TRAINER = fileURLToPath(new URL('../../../server/training/trainer.ts', import.meta.url))
const LOOK_EVERY_MS = 1

/** Where a life is ended: at any moment, while a checkpoint is written, or while the model is saved. */
export const KILL_MOMENTS = ['anywhere', 'checkpoint', 'save'] as const
export type KillMoment = (typeof KILL_MOMENTS)[number]

type Kill = { moment: KillMoment; afterMs: number }

/** One life of a trainer. */
export type Life = {
  ended: 'done' | 'killed' | string
  milliseconds: number
  /** The step it went on from; null where it did not get so far. */
  resumedAt: number | null
  /** The step of the last checkpoint that it reported. */
  checkpointAt: number
}

/** Starts a trainer and kills it at the given moment; null lets it live. One that ends before its moment is "done". */
export async function liveOnce(spec: TrainerSpec, kill: Kill | null): Promise<Life> {
  const started = performance.now()
  const child = fork(TRAINER, { execArgv: ['--import', 'tsx'], stdio: 'ignore', serialization: 'advanced' })
  const life: Life = { ended: 'without a word', milliseconds: 0, resumedAt: null, checkpointAt: 0 }
  child.on('message', (message: TrainerMessage) => {
    if (message.type === 'started') life.resumedAt = message.resumedAtStep
    if (message.type === 'checkpoint') life.checkpointAt = message.step
    if (message.type === 'done') life.ended = 'done'
    if (message.type === 'failed') life.ended = message.message
  })
  const closed = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)))
  child.send({ type: 'train', spec })
  if (kill) void killAt(child, spec.workFolder, kill)
  const signal = await closed
  if (signal === 'SIGKILL' && life.ended !== 'done') life.ended = 'killed'
  return { ...life, milliseconds: performance.now() - started }
}

/** What lies in the work folder only while it is written. */
const unfinished = { checkpoint: 'checkpoint.bin.unfinished', save: 'model.unfinished' } as const

async function killAt(child: ChildProcess, folder: string, { moment, afterMs }: Kill): Promise<void> {
  const isAlive = () => child.exitCode === null && child.signalCode === null
  if (moment !== 'save') await sleep(afterMs)
  if (moment !== 'anywhere') while (isAlive() && !existsSync(join(folder, unfinished[moment]))) await sleep(LOOK_EVERY_MS)
  if (isAlive()) child.kill('SIGKILL')
}
