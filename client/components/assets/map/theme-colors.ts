const VARIABLE = /^var\((--[\w-]+)\)$/

/** CSS colours as a canvas takes them: the theme's variables by their value now. */
export function resolvedColors(colors: readonly string[], element: Element): string[] {
  const style = getComputedStyle(element)
  return colors.map((color) => {
    const name = VARIABLE.exec(color)?.[1]
    return name ? style.getPropertyValue(name).trim() : color
  })
}
