import type { Picture } from './picture.ts'
import type { Answer, Prompt, QuestionId } from './questions.ts'

/** A question on its way to the worker. */
export type Ask = {
  [K in QuestionId]: { readonly type: 'ask'; readonly id: number; readonly question: K; readonly prompt: Prompt<K> }
}[QuestionId]

/** What the worker hears: the picture that the questions after it are about, and questions. One question is on its way at a time. */
export type ToWorker<P = Picture> = { readonly type: 'picture'; readonly picture: P } | Ask

/** What the worker says: once that OpenCV runs, then one answer or failure for each question. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer<QuestionId> }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }
