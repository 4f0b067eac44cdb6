import type * as Runtime from 'onnxruntime-web'

/** What runs ONNX, passed in: WebAssembly in the browser, that or native code in tests. */
export type OnnxRuntime = Pick<typeof Runtime, 'InferenceSession' | 'Tensor'>
