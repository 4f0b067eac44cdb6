import type { Ring } from '#shared/shapes/index.ts'
import { CORNERS } from './rectangles.ts'

/** An object of DOTA's label files. */
export interface DotaObject {
  /** Four corners in order around, x, y … in pixels. */
  readonly corners: Ring
  readonly label: string
  readonly difficult: boolean
}

/** One line: x1 y1 x2 y2 x3 y3 x4 y4 class difficult (Xia et al., 2018); null where it is none. The difficulty may be missing. */
export function readDotaLine(line: string): DotaObject | null {
  const columns = line.split(/\s+/)
  const corners = columns.slice(0, CORNERS).map(Number)
  const [label, difficult = '0', ...others] = columns.slice(CORNERS)
  if (corners.length < CORNERS || !corners.every(Number.isFinite)) return null
  if (!label || Number.isFinite(Number(label)) || !/^[012]$/.test(difficult) || others.length > 0) return null
  return { corners, label, difficult: difficult !== '0' }
}
