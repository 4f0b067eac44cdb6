import type Konva from 'konva'

/** Redraws a layer unless there is nothing on it: then it is taken out of the page, for each canvas costs the browser a pass over every frame. */
export function redrawQuietly(layer: Konva.Layer, isBlank: () => boolean): () => void {
  const { style } = layer.getNativeCanvasElement()
  return () => {
    const isHidden = style.display === 'none'
    if (!isBlank()) {
      if (isHidden) style.display = ''
      layer.batchDraw()
    } else if (!isHidden) style.display = 'none'
  }
}
