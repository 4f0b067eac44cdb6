/** What was handed in to be evaluated is not what was expected; the message says where and what. */
export class EvaluationInputError extends Error {
  override name = 'EvaluationInputError'
}
