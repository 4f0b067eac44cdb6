const EXPONENT_BIAS = 15
const MANTISSA_STEPS = 1024
const SMALLEST_EXPONENT = -14
const HIGHEST_EXPONENT = 31

/** Every 16-bit float there is. */
const VALUES = Float32Array.from({ length: 2 ** 16 }, (_, half) => toFloat(half))

/** 16-bit floats (IEEE 754 binary16) as 32-bit floats. */
export function floatsFromHalves(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) floats[i] = VALUES[halves[i] as number] as number
  return floats
}

function toFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * 2 ** SMALLEST_EXPONENT * (mantissa / MANTISSA_STEPS)
  if (exponent === HIGHEST_EXPONENT) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * 2 ** (exponent - EXPONENT_BIAS) * (1 + mantissa / MANTISSA_STEPS)
}
