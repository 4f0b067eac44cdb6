import { framed } from '../../framed-record.ts'
import { bytesField, doubleField, type Encoded, floatField, message, wholeField } from './protobuf.ts'

/** A summary's value under its name, as TensorBoard groups them: "loss", "validation/cat". */
export interface Summary {
  readonly tag: string
  readonly value: Encoded
}

/** The first record of every file. */
const FILE_VERSION = 'brain.Event:2'
/** Of `tensorflow.DataType`. */
const FLOAT = 1

/** Numbers of the fields in `tensorflow/core/util/event.proto`, `summary.proto` and `tensor.proto`. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const
const VALUE = { tag: 1, simpleValue: 2, image: 4, tensor: 8, metadata: 9 } as const
const IMAGE = { height: 1, width: 2, colorspace: 3, encoded: 4 } as const
const TENSOR = { dtype: 1, shape: 2, content: 4 } as const
const METADATA = { plugin: 1, displayName: 2 } as const
const PLUGIN = { name: 1, content: 2 } as const

/** The event that begins a file. */
export const beginning = (seconds: number): Encoded =>
  framed(event({ seconds, step: 0 }, bytesField(EVENT.fileVersion, FILE_VERSION)))

/** Summaries at one step, as one record; seconds since 1970. */
export function summaries(at: { seconds: number; step: number }, values: readonly Summary[]): Encoded {
  const encoded = values.map(({ tag, value }) => bytesField(1, message(bytesField(VALUE.tag, tag), value)))
  return framed(event(at, bytesField(EVENT.summary, message(...encoded))))
}

/** A figure. */
export const scalar = (tag: string, value: number): Summary => ({ tag, value: floatField(VALUE.simpleValue, value) })

/** An image, as PNG or JPEG; 3 or 4 channels. */
export const image = (
  tag: string,
  { width, height, channels, bytes }: { width: number; height: number; channels: 3 | 4; bytes: Uint8Array },
): Summary => ({
  tag,
  value: bytesField(
    VALUE.image,
    message(
      wholeField(IMAGE.height, height),
      wholeField(IMAGE.width, width),
      wholeField(IMAGE.colorspace, channels),
      bytesField(IMAGE.encoded, bytes),
    ),
  ),
})

/** What is known at one threshold of a score: true and false positives, true and false negatives, precision and recall. */
export interface ThresholdRow {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
  readonly precision: number
  readonly recall: number
}

/**
 * A precision-recall curve at evenly spaced thresholds from 0 up, for the plugin `pr_curves`: a tensor [6, thresholds] in the order of
 * `ThresholdRow` (tensorboard/plugins/pr_curve/summary.py).
 */
export function precisionRecall(tag: string, title: string, rows: readonly ThresholdRow[]): Summary {
  const lines = (['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives', 'precision', 'recall'] as const).map(
    (name) => rows.map((row) => row[name]),
  )
  // PrCurvePluginData: version 0 is the default and is not written, the number of thresholds is.
  const plugin = message(bytesField(PLUGIN.name, 'pr_curves'), bytesField(PLUGIN.content, wholeField(2, rows.length)))
  return {
    tag,
    value: message(
      bytesField(VALUE.tensor, floatTensor([lines.length, rows.length], lines.flat())),
      bytesField(VALUE.metadata, message(bytesField(METADATA.plugin, plugin), bytesField(METADATA.displayName, title))),
    ),
  }
}

function floatTensor(shape: readonly number[], values: readonly number[]): Encoded {
  const content = Float32Array.from(values)
  const sides = shape.map((side) => bytesField(2, wholeField(1, side)))
  return message(
    wholeField(TENSOR.dtype, FLOAT),
    bytesField(TENSOR.shape, message(...sides)),
    bytesField(TENSOR.content, new Uint8Array(content.buffer)),
  )
}

const event = ({ seconds, step }: { seconds: number; step: number }, what: Encoded): Encoded =>
  message(doubleField(EVENT.wallTime, seconds), wholeField(EVENT.step, step), what)
