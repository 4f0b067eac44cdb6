import { t } from '../i18n.ts'
import type { Ask, FromWorker, ToWorker } from './messages.ts'
import type { Picture } from './picture.ts'
import { type Answer, type Prompt, type QuestionId, SmartError } from './questions.ts'

/** A worker, as the line needs it. */
export interface Port {
  postMessage(message: ToWorker, transfer: Transferable[]): void
  onMessage(listener: (message: FromWorker) => void): void
  /** It could not be loaded, or it died. */
  onError(listener: () => void): void
  terminate(): void
}

interface Waiting {
  readonly picture: Picture
  readonly message: Ask
  readonly resolve: (answer: Answer<QuestionId>) => void
  readonly reject: (error: Error) => void
}

export const CANNOT_LOAD = t(
  'The smart tools could not be loaded: check the connection and try again. Everything else keeps working.',
)
export type SmartLine = ReturnType<typeof createSmartLine>

/**
 * The way to the worker, which is started by the first question. One question at a time is on its way, so that one that is stopped
 * before its turn costs nothing; a picture is handed over once, before the first question about it.
 */
export function createSmartLine(open: () => Port) {
  let port: Port | null = null
  let isReady = false
  let handedOver: Picture | null = null
  let asked: Waiting | null = null
  let queue: Waiting[] = []
  let lastId = 0

  function connect(): Port {
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
      const { image, pixels } = first.picture
      // The stage keeps its own: what is handed over is a copy.
      const data = pixels.data.slice()
      const { width, height } = pixels
      to.postMessage({ type: 'picture', picture: { image, pixels: { width, height, data } } }, [data.buffer])
    }
    to.postMessage(first.message, [])
  }

  return {
    isReady: () => isReady,
    ask<K extends QuestionId>(picture: Picture, question: K, prompt: Prompt<K>, signal: AbortSignal): Promise<Answer<K>> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        lastId++
        const message = { type: 'ask', id: lastId, question, prompt } as Ask
        const stop = () => {
          queue = queue.filter((other) => other !== waiting)
          reject(signal.reason)
        }
        const waiting: Waiting = {
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
