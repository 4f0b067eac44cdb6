/** A map in double precision, row by row: [n, h, w, c]. */
export type PlainMap = { shape: readonly [n: number, h: number, w: number, c: number]; values: Float64Array }

type Place = [n: number, y: number, x: number, c: number]

/** A map by its rule; what lies outside of another map is 0. */
export function mapOf(shape: PlainMap['shape'], valueAt: (...place: Place) => number): PlainMap {
  const [n, h, w, c] = shape
  const values = new Float64Array(n * h * w * c)
  let next = 0
  for (let image = 0; image < n; image++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) for (let channel = 0; channel < c; channel++) values[next++] = valueAt(image, y, x, channel)
  return { shape, values }
}

export function at({ shape: [n, h, w, c], values }: PlainMap, ...[image, y, x, channel]: Place): number {
  const isInside = image < n && y >= 0 && y < h && x >= 0 && x < w && channel < c
  return isInside ? (values[((image * h + y) * w + x) * c + channel] as number) : 0
}

export function each(map: PlainMap, value: (x: number) => number): PlainMap {
  return { shape: map.shape, values: map.values.map(value) }
}

type Sliding = { stride: number; pad: 'same' | 'valid' }

/** Output sizes and the padding before, as TensorFlow pads: the odd pixel goes behind. */
function sliding(size: number, taps: number, { stride, pad }: Sliding): { out: number; before: number } {
  if (pad === 'valid') return { out: Math.floor((size - taps) / stride) + 1, before: 0 }
  const out = Math.ceil(size / stride)
  return { out, before: Math.floor(Math.max(0, (out - 1) * stride + taps - size) / 2) }
}

/** Correlation of x [n, h, w, in] with a filter [kh, kw, in, out]; depthwise with [kh, kw, in, 1]. */
export function convolved(x: PlainMap, filter: PlainMap, options: Sliding & { depthwise?: boolean }): PlainMap {
  const [n, h, w, channels] = x.shape
  const [kh, kw, , outputs] = filter.shape
  const rows = sliding(h, kh, options)
  const columns = sliding(w, kw, options)
  return mapOf([n, rows.out, columns.out, options.depthwise ? channels : outputs], (image, y, column, channel) => {
    let sum = 0
    const from = options.depthwise ? [channel] : Array.from({ length: channels }, (_, index) => index)
    for (let row = 0; row < kh; row++)
      for (let tap = 0; tap < kw; tap++)
        for (const input of from) {
          const pixel = at(
            x,
            image,
            y * options.stride + row - rows.before,
            column * options.stride + tap - columns.before,
            input,
          )
          sum += pixel * at(filter, row, tap, input, options.depthwise ? 0 : channel)
        }
    return sum
  })
}

/** The average or the greatest of what lies in a sliding square, of those places that are inside of the map. */
export function slidPlainly(
  x: PlainMap,
  { kind, size, ...options }: Sliding & { kind: 'average' | 'maximum'; size: number },
): PlainMap {
  const [n, h, w, c] = x.shape
  const [rows, columns] = [sliding(h, size, options), sliding(w, size, options)]
  return mapOf([n, rows.out, columns.out, c], (image, y, column, channel) => {
    const seen: number[] = []
    for (let row = 0; row < size; row++)
      for (let tap = 0; tap < size; tap++) {
        const [inY, inX] = [y * options.stride + row - rows.before, column * options.stride + tap - columns.before]
        if (inY >= 0 && inY < h && inX >= 0 && inX < w) seen.push(at(x, image, inY, inX, channel))
      }
    return kind === 'maximum' ? Math.max(...seen) : seen.reduce((sum, value) => sum + value, 0) / seen.length
  })
}

/** Means over images and pixels, or over pixels alone, per channel: [1 or n, 1, 1, c]. */
export function meanOf(x: PlainMap, over: 'batch' | 'image'): PlainMap {
  const [n, h, w, c] = x.shape
  const images = over === 'batch' ? [...Array(n).keys()] : null
  return mapOf([images ? 1 : n, 1, 1, c], (image, _y, _x, channel) => {
    let sum = 0
    for (const one of images ?? [image])
      for (let y = 0; y < h; y++) for (let column = 0; column < w; column++) sum += at(x, one, y, column, channel)
    return sum / (h * w * (images ?? [image]).length)
  })
}

/** Combines two maps pixel by pixel; sides of length 1 are repeated. */
export function combined(a: PlainMap, b: PlainMap, value: (a: number, b: number) => number): PlainMap {
  const shape = a.shape.map((side, axis) => Math.max(side, b.shape[axis] ?? 1)) as [number, number, number, number]
  const repeated = (map: PlainMap, place: Place) =>
    at(map, ...(place.map((index, axis) => (map.shape[axis] === 1 ? 0 : index)) as Place))
  return mapOf(shape, (...place) => value(repeated(a, place), repeated(b, place)))
}

/** Twice as high and wide: every pixel four times, or between the four nearest; `back` says how far its place is moved before that. */
export function doubledPlainly(x: PlainMap, between: boolean, back = 0): PlainMap {
  const [n, h, w, c] = x.shape
  return mapOf([n, h * 2, w * 2, c], (image, y, column, channel) => {
    const [inY, inX] = [Math.max(0, y / 2 - back), Math.max(0, column / 2 - back)]
    const [top, left] = [Math.floor(inY), Math.floor(inX)]
    if (!between) return at(x, image, top, left, channel)
    const [bottom, right] = [Math.min(h - 1, top + 1), Math.min(w - 1, left + 1)]
    const [fy, fx] = [inY - top, inX - left]
    const upper = at(x, image, top, left, channel) * (1 - fx) + at(x, image, top, right, channel) * fx
    const lower = at(x, image, bottom, left, channel) * (1 - fx) + at(x, image, bottom, right, channel) * fx
    return upper * (1 - fy) + lower * fy
  })
}
