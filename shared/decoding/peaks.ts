import type { Grid } from './prediction.ts'

/** Maps of numbers over one grid, row by row [grid.height, grid.width, channels]; `maps` of the channels, the first ones, are looked at. */
export interface PeakMaps {
  readonly values: Float32Array | Float64Array
  readonly grid: Grid
  readonly channels: number
  readonly maps: number
}

/** A cell as high as any of the eight around it on its map. */
export interface Peak {
  readonly x: number
  readonly y: number
  readonly map: number
  readonly value: number
}

/**
 * The peaks of maps that are at least `floor` high, in reading order; of equal neighbours all are peaks, or the first in reading order alone where
 * peaks are to be `apart`.
 */
export function peaksIn(maps: PeakMaps, floor: number, { apart = false } = {}): Peak[] {
  const found: Peak[] = []
  const { values, grid, channels } = maps
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const cell = (y * grid.width + x) * channels
      for (let map = 0; map < maps.maps; map++) {
        const value = values[cell + map] as number
        if (value < floor) continue
        const peak = { x, y, map, value }
        if (isPeak(maps, peak, apart)) found.push(peak)
      }
    }
  }
  return found
}

function isPeak({ values, grid, channels }: PeakMaps, { x, y, map, value }: Peak, apart: boolean): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(grid.height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(grid.width - 1, x + 1); column++) {
      const other = values[(row * grid.width + column) * channels + map] as number
      const isBefore = row < y || (row === y && column < x)
      if (other > value || (apart && isBefore && other === value)) return false
    }
  }
  return true
}
