import { createRequire } from 'node:module'
import type { OpenCv } from '#client/smart/opencv.ts'

/** The real OpenCV; required, since the test runner awaits what it imports, and this module has a `then` that never ends. */
export function loadOpenCv(): Promise<{ cv: OpenCv }> {
  const cv = createRequire(import.meta.url)('@techstark/opencv-js') as OpenCv & { onRuntimeInitialized?: () => void }
  return new Promise((resolve) => {
    if (typeof cv.Mat === 'function') return resolve({ cv })
    cv.onRuntimeInitialized = () => resolve({ cv })
  })
}
