import { t } from '../i18n.ts'
import { portOf } from '../worker-port.ts'
import type { Picture } from './picture.ts'
import { type Answer, type CutOut, type Prompt, type QuestionId, type Smart, SmartError } from './questions.ts'
import { createSmartLine, type Port, type SmartLine } from './smart-line.ts'

/** One worker for the tab, like the socket: OpenCV is loaded by the first question and stays from image to image. */
const tabLine = createSmartLine(openWorker)

const LOADING = t('Loading OpenCV, 11 MB: once for this page …')

interface StageSmartDeps {
  readonly image: Picture['image']
  /** The same object as long as it is the same image. */
  readonly pixels: () => Picture['pixels'] | null
  readonly hint: (sentence: string | null) => void
  /** The project's own model, where it is to cut out. */
  readonly ownCutOut?: () => CutOut | null
  readonly line?: SmartLine
}

/** What the tools of one stage may ask. */
export function stageSmart({ image, pixels, hint, ownCutOut, line = tabLine }: StageSmartDeps): Smart {
  let picture: Picture | null = null
  return {
    async ask<K extends QuestionId>(question: K, prompt: Prompt<K>, signal: AbortSignal): Promise<Answer<K>> {
      const own = question === 'cutOut' ? ownCutOut?.() : null
      // TypeScript cannot follow that the question fixes both types.
      if (own) return own.ask(prompt as Prompt<'cutOut'>, signal, hint) as Promise<Answer<K>>
      const read = pixels()
      if (!read) throw new SmartError(t('The image is still loading: try again in a moment.'))
      if (picture?.pixels !== read) picture = { image, pixels: read }
      const isFirst = !line.isReady()
      if (isFirst) hint(LOADING)
      const answer = await line.ask(picture, question, prompt, signal)
      if (isFirst) hint(null)
      return answer
    },
  }
}

function openWorker(): Port {
  const worker = new Worker(new URL('./smart-worker.ts', import.meta.url), { type: 'module', name: 'smart tools' })
  return portOf(worker)
}
