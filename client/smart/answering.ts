import { cutOut } from './cut-out.ts'
import type { OpenCv } from './opencv.ts'
import { openPicture, type Picture } from './picture.ts'
import type { Answer, Prompt, QuestionId } from './questions.ts'
import { region } from './region.ts'
import { similar } from './similar.ts'
import { wand } from './wand.ts'
import { createWire } from './wire.ts'

export type Answering = ReturnType<typeof createAnswering>

/** Answers every question about one picture; what it holds of it is freed by `close`. */
export function createAnswering(cv: OpenCv, given: Picture) {
  const picture = openPicture(cv, given)
  const wire = createWire(cv, picture)
  const answers: { [K in QuestionId]: (prompt: Prompt<K>) => Answer<K> } = {
    cutOut: (prompt) => cutOut(cv, picture, prompt),
    region: (prompt) => region(cv, picture, prompt),
    wand: (prompt) => wand(cv, picture, prompt),
    similar: (prompt) => similar(cv, picture, prompt),
    wire: wire.line,
  }
  return {
    answer: <K extends QuestionId>(question: K, prompt: Prompt<K>): Answer<K> => answers[question](prompt),
    close() {
      wire.close()
      picture.close()
    },
  }
}
