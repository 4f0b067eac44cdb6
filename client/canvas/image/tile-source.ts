import type { Size } from '../viewport.ts'

/** A square of an image at one of its levels; those at the right and lower edge are smaller. */
export interface TilePlace {
  /** 0 is the image itself, each further level half as large. */
  readonly level: number
  readonly column: number
  readonly row: number
}

/** Something to draw, with the part of it that is meant. */
export interface TilePixels {
  readonly source: CanvasImageSource
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where an image's pixels come from. */
export interface TileSource {
  readonly size: Size
  readonly levels: number
  /** A tile's pixels; null while they are on their way: `onArrival` tells when. */
  tile(place: TilePlace): TilePixels | null
  /** A whole level in one piece, where there is one. */
  whole(level: number): CanvasImageSource | null
  /** Who wants to know that tiles have come; replaces the one before. */
  onArrival(listener: () => void): void
  close(): void
}

/** The size of an image at a level. */
export const levelSize = ({ width, height }: Size, level: number): Size => ({
  width: Math.max(1, Math.floor(width / 2 ** level)),
  height: Math.max(1, Math.floor(height / 2 ** level)),
})
