import * as module from '@techstark/opencv-js'

/** What its own types leave out. */
export interface Scissors {
  setEdgeFeatureCannyParameters(low: number, high: number): void
  setGradientMagnitudeMaxLimit(limit: number): void
  applyImage(colors: module.Mat): void
  buildMap(from: module.Point): void
  getContour(to: module.Point, contour: module.Mat, backward: boolean): void
  delete(): void
}
export type OpenCv = typeof module & { readonly segmentation_IntelligentScissorsMB: new () => Scissors }

/**
 * OpenCV once its WebAssembly runs, in a box: the module itself has a `then`, and a promise of it would never resolve.
 * Imported by the worker and by tests only: it weighs 11 MB.
 */
export function openCv(): Promise<{ readonly cv: OpenCv }> {
  const cv = ('default' in module ? module.default : module) as OpenCv & { onRuntimeInitialized?: () => void }
  if (isRunning(cv)) return Promise.resolve({ cv })
  return new Promise((resolve) => {
    cv.onRuntimeInitialized = () => resolve({ cv })
  })
}

const isRunning = (cv: OpenCv): boolean => typeof cv.Mat === 'function'
