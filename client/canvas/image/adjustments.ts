/** What a person changes about how the image looks; its pixels stay what they are. */
export interface ImageAdjustments {
  /** Added to every channel as a share of the full range, -1 to 1; 0 leaves it. */
  readonly brightness: number
  /** How far values are spread around the middle, 0 (flat grey) to 4; 1 leaves it. */
  readonly contrast: number
  /** Above 1 lifts the dark parts, 0.1 to 10; 1 leaves it. */
  readonly gamma: number
  /** One channel as grey, or all in colour. */
  readonly channel: 'all' | 'red' | 'green' | 'blue'
  readonly isInverted: boolean
  /** Of a 16-bit image: the values that become black and white, 0 to 65535; null lets the image's own range decide. */
  readonly window: ValueWindow | null
}

/** Values from `level - width / 2` (black) to `level + width / 2` (white), as radiologists say it. */
export interface ValueWindow {
  readonly level: number
  readonly width: number
}

/** The image as it is. */
export const DEFAULT_ADJUSTMENTS: ImageAdjustments = {
  brightness: 0,
  contrast: 1,
  gamma: 1,
  channel: 'all',
  isInverted: false,
  window: null,
}

/** Whether the pixels look as they are; the window is the server's work and does not count here. */
export const isUnadjusted = ({ brightness, contrast, gamma, channel, isInverted }: ImageAdjustments): boolean =>
  brightness === 0 && contrast === 1 && gamma === 1 && channel === 'all' && !isInverted

const MIDDLE = 0.5
const BRIGHTEST = 255
const LEVELS = 256

/** What each of the 256 values of a channel becomes. */
export function valueTable({ brightness, contrast, gamma, isInverted }: ImageAdjustments): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: LEVELS }, (_, value) => {
    const lifted = (value / BRIGHTEST) ** (1 / gamma)
    const spread = (lifted - MIDDLE) * contrast + MIDDLE + brightness
    const shown = Math.min(Math.max(spread, 0), 1)
    return Math.round((isInverted ? 1 - shown : shown) * BRIGHTEST)
  })
}

const CHANNEL_OFFSET = { red: 0, green: 1, blue: 2 } as const
const RGBA = 4

/** Adjusts pixels in place: RGBA, row by row. Transparency stays. */
export function adjustPixels(data: Uint8ClampedArray, adjustments: ImageAdjustments): void {
  const table = valueTable(adjustments)
  const { channel } = adjustments
  if (channel === 'all') {
    for (let at = 0; at < data.length; at += RGBA)
      for (let offset = 0; offset < RGBA - 1; offset++) data[at + offset] = table[data[at + offset] as number] as number
    return
  }
  const source = CHANNEL_OFFSET[channel]
  for (let at = 0; at < data.length; at += RGBA) {
    const value = table[data[at + source] as number] as number
    for (let offset = 0; offset < RGBA - 1; offset++) data[at + offset] = value
  }
}
