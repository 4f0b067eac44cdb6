import type { Mat } from '@techstark/opencv-js'
import type { OpenCv } from './opencv.ts'

/** An image as it is handed to the worker: its pixels (RGBA, perhaps scaled down) and the size that places are given in. */
export interface Picture {
  readonly image: { readonly width: number; readonly height: number }
  readonly pixels: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }
}

/** A picture in OpenCV's memory. */
export interface OpenPicture {
  readonly image: Picture['image']
  /** Height x width x 3, red first. */
  readonly colors: Mat
  /** Pixels here per image pixel, at most 1. */
  readonly scale: number
  close(): void
}

/** Puts a picture into OpenCV's memory. */
export function openPicture(cv: OpenCv, { image, pixels }: Picture): OpenPicture {
  const { width, height, data } = pixels
  if (data.length !== width * height * 4)
    throw new RangeError(`Expected ${width} x ${height} pixels of 4 bytes, got ${data.length} bytes`)
  const rgba = new cv.Mat(height, width, cv.CV_8UC4)
  rgba.data.set(data)
  const colors = new cv.Mat()
  cv.cvtColor(rgba, colors, cv.COLOR_RGBA2RGB)
  rgba.delete()
  return { image, colors, scale: width / image.width, close: () => colors.delete() }
}
