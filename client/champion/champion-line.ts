import type { BrowserModel } from '#shared/domain/browser-model.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { t } from '../i18n.ts'
import type { Picture } from '../smart/picture.ts'
import type { WorkerPort } from '../worker-port.ts'
import type { ChampionFiles, Wanted } from './champion-files.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** A worker, as the line needs it. */
export type Port = WorkerPort<ToWorker, FromWorker>

/** What a model sees in a picture, and how that is to be read. */
export interface Sight {
  readonly model: BrowserModel
  readonly predictions: readonly LabelledPrediction[]
}

/** Why a model cannot look, as a sentence for the person who asked. */
export class CannotLook extends Error {
  override name = 'CannotLook'
}

interface Waiting {
  readonly resolve: (predictions: readonly LabelledPrediction[]) => void
  readonly reject: (error: Error) => void
}

/** The way to the worker that runs a project's champion: it is handed the model once, and then pictures. */
export function createChampionLine({ open, files }: { open: () => Port; files: ChampionFiles }) {
  const waiting = new Map<number, Waiting>()
  let port: Port | null = null
  let inHand: string | null = null
  let lastId = 0

  function connect(): Port {
    if (port) return port
    port = open()
    port.onMessage(hear)
    port.onError(lose)
    return port
  }

  function hear(message: FromWorker) {
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.type === 'seen') return asked?.resolve(message.predictions)
    // The next question hands the model over once more.
    inHand = null
    asked?.reject(new CannotLook(t('That did not work: {{message}}', { message: message.message })))
  }

  function lose() {
    port?.terminate()
    port = null
    inHand = null
    const lost = [...waiting.values()]
    waiting.clear()
    for (const { reject } of lost)
      reject(new CannotLook(t('The model could not be started in this browser: check the connection and try again.')))
  }

  return {
    /** Has everything at hand for the time without a connection: the files kept, the worker's program loaded. */
    async prepare(wanted: Wanted): Promise<void> {
      connect()
      await files.runnable(wanted)
    },
    /** What the model sees; `onLoaded` hears when it has the model and begins to look. */
    async look(wanted: Wanted, picture: Picture, onLoaded: () => void): Promise<Sight> {
      const runnable = await files.runnable(wanted)
      onLoaded()
      const to = connect()
      const key = JSON.stringify([wanted.projectId, runnable.model])
      if (inHand !== key) to.postMessage({ type: 'model', runnable })
      inHand = key
      lastId++
      const id = lastId
      const predictions = await new Promise<readonly LabelledPrediction[]>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        to.postMessage({ type: 'look', id, picture })
      })
      return { model: runnable.model, predictions }
    },
  }
}
