import type { PixelRange, Size } from '../../images/warp.ts'
import { foldNormalization } from '../../networks/fold-normalization.ts'
import { recordNetwork } from '../../networks/recording-pass.ts'
import type { LearnedNetwork } from '../network-of-model.ts'
import { onnxOfRecording } from './onnx-of-recording.ts'

/** A learned network as an ONNX file for images of one size, with its normalisation folded. */
export function onnxOfNetwork({ network, weights, statistics }: LearnedNetwork, size: Size, range: PixelRange): Buffer {
  return onnxOfRecording(recordNetwork(network, foldNormalization(network, weights, statistics), size), range)
}
