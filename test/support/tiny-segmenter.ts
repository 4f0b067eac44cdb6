import { type OnnxConstant, type OnnxNode, writeOnnx } from '#server/ml/models/onnx/write-onnx.ts'

/** Sides of the encoder's frame and of a cell, in pixels. */
export const FRAME = 64
export const CELL = 4
const CELLS = FRAME / CELL
/** Squared distance of two normalised colours that are still one object. */
const LIKE = 0.5

/** An encoder that knows the mean colour of each cell. */
export const tinyEncoder = (channels = 3): Buffer =>
  writeOnnx({
    inputs: [{ name: 'image', dims: [1, channels, FRAME, FRAME] }],
    outputs: [{ name: 'embeddings', dims: [1, channels, CELLS, CELLS] }],
    constants: [],
    nodes: [
      {
        op: 'AveragePool',
        inputs: ['image'],
        output: 'embeddings',
        attributes: { kernel_shape: [CELL, CELL], strides: [CELL, CELL] },
      },
    ],
  })

/** A decoder that takes for the object what has the colour of the first point's cell; it knows nothing of boxes. Whole, it takes every input and cuts off what lies beside the image. */
export const tinyDecoder = ({ embeddings = 'image_embeddings', isWhole = false } = {}): Buffer =>
  writeOnnx({
    inputs: [
      { name: embeddings, dims: [1, 3, CELLS, CELLS] },
      { name: 'point_coords', dims: [1, 'points', 2] },
      { name: 'point_labels', dims: [1, 'points'] },
      ...(isWhole ? MORE_INPUTS : []),
    ],
    outputs: [{ name: 'masks', dims: [1, 1, 'height', 'width'] }],
    constants: [
      whole('first', [], [0]),
      floats('cell', [], [CELL]),
      floats('places', [2, 1], [1, CELLS]),
      whole('flat', [3], [1, 3, CELLS * CELLS]),
      whole('one', [4], [1, 3, 1, 1]),
      whole('channels', [1], [1]),
      floats('like', [], [LIKE]),
      ...(isWhole ? [whole('frame', [4], [1, 1, FRAME, FRAME]), whole('corner', [2], [0, 0]), whole('sides', [2], [2, 3])] : []),
    ],
    nodes: [
      { op: 'Gather', inputs: ['point_coords', 'first'], output: 'point', attributes: { axis: 1 } },
      { op: 'Div', inputs: ['point', 'cell'], output: 'in_cells' },
      { op: 'Floor', inputs: ['in_cells'], output: 'column_row' },
      { op: 'MatMul', inputs: ['column_row', 'places'], output: 'place' },
      { op: 'Cast', inputs: ['place'], output: 'index', attributes: { to: 7 } },
      { op: 'Reshape', inputs: [embeddings, 'flat'], output: 'cells' },
      { op: 'Gather', inputs: ['cells', 'index'], output: 'picked', attributes: { axis: 2 } },
      { op: 'Reshape', inputs: ['picked', 'one'], output: 'clicked' },
      { op: 'Sub', inputs: [embeddings, 'clicked'], output: 'difference' },
      { op: 'Mul', inputs: ['difference', 'difference'], output: 'squares' },
      { op: 'ReduceSum', inputs: ['squares', 'channels'], output: 'distance', attributes: { keepdims: 1 } },
      { op: 'Sub', inputs: ['like', 'distance'], output: 'likeness' },
      { op: 'Sign', inputs: ['likeness'], output: isWhole ? 'signs' : 'masks' },
      ...(isWhole ? CROPPING : []),
    ],
  })

const MORE_INPUTS = [
  { name: 'mask_input', dims: [1, 1, 4 * CELLS, 4 * CELLS] },
  { name: 'has_mask_input', dims: [1] },
  { name: 'orig_im_size', dims: [2] },
]

const CROPPING: OnnxNode[] = [
  { op: 'Resize', inputs: ['signs', '', '', 'frame'], output: 'large' },
  { op: 'Cast', inputs: ['orig_im_size'], output: 'size', attributes: { to: 7 } },
  { op: 'Slice', inputs: ['large', 'corner', 'size', 'sides'], output: 'masks' },
]

const floats = (name: string, dims: readonly number[], data: readonly number[]): OnnxConstant => ({
  name,
  dims,
  data: Float32Array.from(data),
})
const whole = (name: string, dims: readonly number[], data: readonly number[]): OnnxConstant => ({
  name,
  dims,
  data: BigInt64Array.from(data.map(BigInt)),
})
