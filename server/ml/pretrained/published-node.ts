import { z } from 'zod'

const list = z.object({
  i: z.array(z.coerce.number()).optional(),
  s: z.array(z.string()).optional(),
})
const attribute = z.looseObject({
  s: z.string().optional(),
  i: z.coerce.number().optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  list: list.optional(),
  shape: z.looseObject({ dim: z.array(z.looseObject({ size: z.coerce.number() })).optional() }).optional(),
})

/** A node of a TensorFlow graph as JSON (node_def.proto): words in base64, whole numbers as words. */
export const PublishedNode = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attribute).default({}),
})
export type PublishedNode = z.infer<typeof PublishedNode>

/** Names of the nodes whose first output a node takes; what only has to happen before it is left out. */
export const inputsOf = ({ input }: PublishedNode): string[] =>
  input.filter((name) => !name.startsWith('^')).map((name) => name.replace(/:0$/, ''))

/** A word of a node; empty where it has none of that name. */
export const wordOf = ({ attr }: PublishedNode, name: string): string => decoded(attr[name]?.s ?? '')

/** Several words, such as the operations that are fused into one. */
export const wordsOf = ({ attr }: PublishedNode, name: string): string[] => (attr[name]?.list?.s ?? []).map(decoded)

/** Several whole numbers, such as strides. */
export const numbersOf = ({ attr }: PublishedNode, name: string): number[] => attr[name]?.list?.i ?? []

/** The sides that a node is declared to have, -1 where one may be anything; none where nothing is said. */
export const sidesOf = ({ attr }: PublishedNode): number[] => (attr.shape?.shape?.dim ?? []).map(({ size }) => size)

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString()
