import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Shape } from '#shared/shapes/index.ts'
import { type Drawable, sketch } from '../canvas/drawable.ts'
import { t } from '../i18n.ts'

const HERE = '/projects/$projectId/assets/$assetId'
const COLOR = '#ffd33d'
const NONE: readonly Drawable[] = []

/** The place that the address asks to look at, dashed on the image; none where an annotation is named, which is seen by itself. */
export function useAskedPlace(): readonly Drawable[] {
  const { at, place } = useSearch({ from: HERE })
  return useMemo(() => {
    if (place === undefined || at !== undefined) return NONE
    const pen = { color: COLOR, tag: t('the model sees something here'), template: null }
    return [{ ...sketch(boxAt(place), pen), look: 'suggested' as const, tint: 0 }]
  }, [at, place])
}

/** The box that an address names as x,y,width,height. */
export function boxAt(place: string): Shape {
  const [x = 0, y = 0, width = 0, height = 0] = place.split(',').map(Number)
  return { kind: 'box', x, y, width, height }
}
