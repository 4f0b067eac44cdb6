import type { Answer, Prompt, QuestionId, Smart } from '#client/smart/questions.ts'

interface Asked {
  readonly question: QuestionId
  readonly prompt: unknown
  readonly signal: AbortSignal
}

/** Answers when the test says so; remembers what was asked. */
export function aFakeSmart() {
  const asked: (Asked & { resolve: (answer: never) => void; reject: (error: Error) => void })[] = []
  const settled = async () => {
    for (let turn = 0; turn < 4; turn++) await Promise.resolve()
  }
  const last = () => {
    const question = asked.at(-1)
    if (!question) throw new Error('Expected a question about the image, got none')
    return question
  }
  const smart: Smart = {
    ask: (question, prompt, signal) =>
      new Promise((resolve, reject) => asked.push({ question, prompt, signal, resolve, reject })),
  }
  return {
    smart,
    asked: () => asked.length,
    prompt: <K extends QuestionId>(_question: K) => last().prompt as Prompt<K>,
    question: () => last().question,
    isStopped: (index: number) => asked.at(index)?.signal.aborted,
    async answer<K extends QuestionId>(_question: K, answer: Answer<K>, index = -1) {
      asked.at(index)?.resolve(answer as never)
      await settled()
    },
    async fail(error: Error) {
      last().reject(error)
      await settled()
    },
  }
}
