import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useEffect } from 'react'
import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import { drawPoints, type MapScene } from './draw-points.ts'
import type { Grouping } from './point-groups.ts'
import { resolvedColors } from './theme-colors.ts'

const INK = ['var(--surface-sunken)', 'var(--ink)', 'var(--accent)']

interface Shown extends Pick<MapScene, 'selected' | 'focus' | 'lasso' | 'view'> {
  readonly map: EmbeddingMap
  readonly grouping: Grouping
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

/** Draws the map anew in the next frame whenever something of it, its place or the theme has changed. */
export function useMapFrame(canvas: RefObject<HTMLCanvasElement | null>, shown: Shown): void {
  const { map, grouping, selected, focus, lasso, view, width, height } = shown
  const { scale, x, y } = view
  const scheme = useComputedColorScheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read from the page, which the scheme changes
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d')
      if (!canvas.current || !context || width === 0) return
      const [ground = '', edge = '', accent = ''] = resolvedColors(INK, canvas.current)
      const titles = grouping.groups.map(({ color }) => color)
      const colors = resolvedColors(titles, canvas.current)
      const density = window.devicePixelRatio
      canvas.current.width = Math.round(width * density)
      canvas.current.height = Math.round(height * density)
      context.scale(density, density)
      const places = { places: map, groupOf: grouping.groupOf, colors, ink: { ground, edge, accent } }
      drawPoints(context, { ...places, selected, focus, lasso, view: { scale, x, y } }, width, height)
    })
    return () => cancelAnimationFrame(frame)
  }, [canvas, map, grouping, selected, focus, lasso, scale, x, y, width, height, scheme])
}
