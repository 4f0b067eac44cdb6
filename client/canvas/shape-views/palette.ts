/** Colours of the canvas that belong to no label; the canvas cannot read CSS variables while it draws. */
export const INK = {
  darkEdge: 'rgba(0, 0, 0, 0.55)',
  handle: '#ffffff',
  band: 'rgba(255, 255, 255, 0.12)',
  hollow: 'rgba(0, 0, 0, 0.35)',
  contested: '#ffb020',
  guide: 'rgba(255, 255, 255, 0.4)',
  grid: 'rgba(255, 255, 255, 0.22)',
  lensGround: '#15161a',
  guideEdge: 'rgba(0, 0, 0, 0.2)',
} as const

const DARK_TEXT = '#000000'
const LIGHT_TEXT = '#ffffff'
/** Relative luminance at which black and white stand out alike: by 4.58 to 1, more than WCAG 2.2 asks for (1.4.3). */
const BRIGHT = 0.179

/** #rrggbb with an opacity of 0 to 1. */
export const withOpacity = (color: string, opacity: number): string =>
  color +
  Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')

/** Black or white, whichever reads better on a colour (relative luminance as in WCAG 2.2). */
export function textOn(color: string): string {
  const channel = (at: number) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return luminance > BRIGHT ? DARK_TEXT : LIGHT_TEXT
}
