import { type Answering, createAnswering } from './answering.ts'
import type { Ask, FromWorker, ToWorker } from './messages.ts'
import { openCv } from './opencv.ts'
import type { Picture } from './picture.ts'

/** The worker's program: OpenCV and one picture at a time. What arrives before OpenCV runs waits in the browser's own queue of promises. */
const running = openCv()
let given: Picture | null = null
let answering: Answering | null = null

void running.then(() => say({ type: 'ready' }))

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'picture') {
    answering?.close()
    answering = null
    given = data.picture
    return
  }
  void answer(data)
})

async function answer({ id, question, prompt }: Ask): Promise<void> {
  const { cv } = await running
  try {
    if (!given && !answering) throw new Error('Expected a picture before a question about it')
    if (given) answering = createAnswering(cv, given)
    given = null
    const found = (answering as Answering).answer(question, prompt)
    say({ type: 'answer', id, answer: found })
  } catch (error) {
    say({ type: 'failure', id, message: sentenceOf(cv, error) })
  }
}

const say = (message: FromWorker) => self.postMessage(message)

// OpenCV throws the address of its exception.
function sentenceOf(cv: Awaited<typeof running>['cv'], error: unknown): string {
  if (typeof error === 'number') return String(cv.exceptionFromPtr(error).msg)
  return error instanceof Error ? error.message : String(error)
}
