import type { z } from 'zod'
import type { User } from '#shared/domain/people.ts'

/** One call of MLflow's REST interface, below `/api/2.0/mlflow`: what comes in (query, body and path together), and what is answered. */
export interface Endpoint {
  readonly methods: readonly ('get' | 'post' | 'patch' | 'delete')[]
  readonly path: string
  readonly input: z.ZodType
  readonly answer: (input: never, user: User) => Promise<object>
}

/** Declares one: "GET POST /experiments/search". */
export function endpoint<S extends z.ZodType>(
  methodsAndPath: string,
  input: S,
  answer: (input: z.output<S>, user: User) => Promise<object>,
): Endpoint {
  const words = methodsAndPath.split(' ')
  const methods = words.slice(0, -1).map((word) => word.toLowerCase()) as Endpoint['methods'][number][]
  // The seam: an answer gets what its own schema has read.
  return { methods, path: words.at(-1) ?? '', input, answer: answer as Endpoint['answer'] }
}
