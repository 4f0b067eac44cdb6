import { bounds, outline, type Shape } from '#shared/shapes/index.ts'

/** An SVG path around a shape; of one without an inside, as keypoints, around its bounds. */
export function shapePath(shape: Shape): string {
  const rings = outline(shape)
  if (rings.length > 0) return rings.map(ringPath).join('')
  const around = bounds(shape)
  if (!around) return ''
  const { x, y, width, height } = around
  return `M${x} ${y}h${width}v${height}h${-width}Z`
}

function ringPath(ring: readonly number[]): string {
  const points: string[] = []
  for (let at = 0; at + 1 < ring.length; at += 2) points.push(`${ring[at]} ${ring[at + 1]}`)
  return `M${points.join('L')}Z`
}
