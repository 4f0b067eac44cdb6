import type { ToolSettings } from './tool-settings.ts'

/** Browsers draw no larger pointer; screen pixels. */
const LARGEST = 120
const SMALLEST = 4
const MARGIN = 2

/** The brush's outline as the mouse pointer, which costs no drawing; a cross where the brush is too large for one. */
export function brushCursor({ brushSize, brushTip, isErasing }: ToolSettings, pixelSize: number): string {
  const diameter = Math.max(Math.round(brushSize / pixelSize), SMALLEST)
  if (diameter > LARGEST) return 'crosshair'
  const side = diameter + 2 * MARGIN
  const middle = side / 2
  const dash = isErasing ? ' stroke-dasharray="3 2"' : ''
  const outline = (color: string, width: number) =>
    brushTip === 'round'
      ? `<circle cx="${middle}" cy="${middle}" r="${diameter / 2}" fill="none" stroke="${color}" stroke-width="${width}"${dash}/>`
      : `<rect x="${MARGIN}" y="${MARGIN}" width="${diameter}" height="${diameter}" fill="none" stroke="${color}" stroke-width="${width}"${dash}/>`
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${outline('black', 2)}${outline('white', 1)}</svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(picture)}") ${Math.round(middle)} ${Math.round(middle)}, crosshair`
}
