import { t } from '../i18n.ts'
import type { WorkerPort } from '../worker-port.ts'
import type { Ask, FromWorker, ToWorker } from './messages.ts'
import type { Picture } from './picture.ts'
import { type Answer, type Prompt, type QuestionId, SmartError } from './questions.ts'

/** A worker, as the line needs it. */
export type Port<P = Picture> = WorkerPort<ToWorker<P>, FromWorker>

interface Waiting<P> {
  readonly picture: P
  readonly message: Ask
  readonly resolve: (answer: Answer<QuestionId>) => void
  readonly reject: (error: Error) => void
}

export const CANNOT_LOAD = t(
  'The smart tools could not be loaded: check the connection and try again. Everything else keeps working.',
)
/** A way to a worker that answers about pictures of one kind. */
export type Line<P> = ReturnType<typeof createLine<P>>
export type SmartLine = Line<Picture>

/** The way to the worker with OpenCV. The stage keeps its own pixels: what is handed over is a copy. */
export const createSmartLine = (open: () => Port): SmartLine =>
  createLine(open, ({ image, pixels: { width, height, data } }) => {
    const copy = data.slice()
    return { picture: { image, pixels: { width, height, data: copy } }, transfer: [copy.buffer] }
  })

/**
 * The way to a worker, which is started by the first question. One question at a time is on its way, so that one that is stopped
 * before its turn costs nothing; a picture is handed over once, before the first question about it.
 */
export function createLine<P>(open: () => Port<P>, handing: (picture: P) => { picture: P; transfer: Transferable[] }) {
  let port: Port<P> | null = null
  let isReady = false
  let handedOver: P | null = null
  let asked: Waiting<P> | null = null
  let queue: Waiting<P>[] = []
  let lastId = 0

  function connect(): Port<P> {
    if (port) return port
    const opened = open()
    opened.onMessage(hear)
    opened.onError(lose)
    port = opened
    return opened
  }

  function hear(message: FromWorker) {
    isReady = true
    if (message.type === 'ready' || message.id !== asked?.message.id) return
    const { resolve, reject } = asked
    asked = null
    if (message.type === 'answer') resolve(message.answer)
    else reject(new SmartError(t('That did not work: {{message}}', { message: message.message })))
    next()
  }

  function lose() {
    port?.terminate()
    port = null
    isReady = false
    handedOver = null
    const lost = asked ? [asked, ...queue] : queue
    asked = null
    queue = []
    for (const { reject } of lost) reject(new SmartError(CANNOT_LOAD))
  }

  function next() {
    const first = asked ? undefined : queue.shift()
    if (!first) return
    asked = first
    const to = connect()
    if (handedOver !== first.picture) {
      handedOver = first.picture
      const { picture, transfer } = handing(first.picture)
      to.postMessage({ type: 'picture', picture }, transfer)
    }
    to.postMessage(first.message, [])
  }

  return {
    isReady: () => isReady,
    ask<K extends QuestionId>(picture: P, question: K, prompt: Prompt<K>, signal: AbortSignal): Promise<Answer<K>> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        lastId++
        const message = { type: 'ask', id: lastId, question, prompt } as Ask
        const stop = () => {
          queue = queue.filter((other) => other !== waiting)
          reject(signal.reason)
        }
        const waiting: Waiting<P> = {
          picture,
          message,
          resolve(answer) {
            signal.removeEventListener('abort', stop)
            resolve(answer as Answer<K>)
          },
          reject(error) {
            signal.removeEventListener('abort', stop)
            reject(error)
          },
        }
        signal.addEventListener('abort', stop, { once: true })
        queue.push(waiting)
        next()
      })
    },
    close() {
      port?.terminate()
      port = null
    },
  }
}
