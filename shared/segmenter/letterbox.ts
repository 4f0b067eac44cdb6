interface Size {
  readonly width: number
  readonly height: number
}

/** How an image lies in the frame (height, width) of an encoder: at the top left, scaled by `scale` so that it just fits. */
export function letterboxed(image: Size, [height, width]: readonly [number, number]): Size & { readonly scale: number } {
  const scale = Math.min(width / image.width, height / image.height)
  const shrunk = (length: number, most: number) => Math.min(most, Math.max(1, Math.round(length * scale)))
  return { width: shrunk(image.width, width), height: shrunk(image.height, height), scale }
}
