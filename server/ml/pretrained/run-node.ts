import type { Pass } from '../networks/pass.ts'
import type { GraphNode } from './pretrained-graph.ts'

/** Does in a pass what a node of a published network does. */
export function runNode<Value>(pass: Pass<Value>, node: GraphNode, inputs: readonly Value[]): Value {
  const [x, y] = inputs as [Value, Value]
  switch (node.op) {
    case 'convolution':
      return pass.convolve({ ...node, normalized: false }, x)
    case 'add':
      return pass.add(x, y)
    case 'multiply':
      return pass.multiply(x, y)
    case 'relu':
    case 'relu6':
    case 'sigmoid':
    case 'hardSigmoid':
      return pass.activate(x, node.op)
    case 'hardSwish':
      return pass.multiply(x, pass.activate(x, 'hardSigmoid'))
    case 'average':
    case 'maximum':
      return pass.pool(x, node.op)
    case 'slide':
      return pass.slide(x, node.window)
    case 'pad':
      return pass.pad(x, node.around)
    case 'rescale':
      return pass.rescale(x, node.rescaling)
    case 'enlarge':
      return pass.enlarge(x, node.times, node.sampling)
    case 'double':
      return pass.enlarge(x, 2, 'bilinear')
    case 'concatenate':
      return pass.concatenate(inputs)
  }
}
