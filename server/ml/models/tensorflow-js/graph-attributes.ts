/** An attribute of a TensorFlow graph node as JSON (attr_value.proto): words in base64, whole numbers as words. */
export type GraphAttribute =
  | { type: 'DT_FLOAT' | 'DT_INT32' }
  | { s: string }
  | { i: string }
  | { b: boolean }
  | { shape: { dim: { size: string }[] } }
  | { list: { i: string[] } | { s: string[] } }

/** The type of a node's numbers. */
export const floats: GraphAttribute = { type: 'DT_FLOAT' }
export const wholes: GraphAttribute = { type: 'DT_INT32' }

/** One word. */
export const word = (value: string): GraphAttribute => ({ s: encoded(value) })
/** Several words. */
export const words = (values: readonly string[]): GraphAttribute => ({ list: { s: values.map(encoded) } })
/** One whole number. */
export const whole = (value: number): GraphAttribute => ({ i: String(value) })
/** Yes or no. */
export const flag = (value: boolean): GraphAttribute => ({ b: value })
/** Several whole numbers. */
export const wholeNumbers = (values: readonly number[]): GraphAttribute => ({ list: { i: values.map(String) } })
/** The sides of a tensor, -1 where one may be anything. */
export const sides = (values: readonly number[]): GraphAttribute => ({
  shape: { dim: values.map((size) => ({ size: String(size) })) },
})

const encoded = (value: string): string => Buffer.from(value).toString('base64')
