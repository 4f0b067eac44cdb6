const EXPONENT_BIAS = 15
const MANTISSA_STEPS = 1024
const SMALLEST_EXPONENT = -14
const HIGHEST_EXPONENT = 31

/** 16-bit floats (IEEE 754 binary16) as 32-bit floats. */
export function floatsFromHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, toFloat)
}

function toFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * 2 ** SMALLEST_EXPONENT * (mantissa / MANTISSA_STEPS)
  if (exponent === HIGHEST_EXPONENT) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * 2 ** (exponent - EXPONENT_BIAS) * (1 + mantissa / MANTISSA_STEPS)
}
