/** The theme's colours as a canvas wants them. */
export interface PlotColors {
  readonly ink: string
  readonly faint: string
  readonly grid: string
  readonly accent: string
  readonly surface: string
  readonly accentSoft: string
}

/** The colours in force now, read from the page. */
export function plotColors(): PlotColors {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    ink: token('--ink'),
    faint: token('--ink-faint'),
    grid: token('--line'),
    accent: token('--accent'),
    surface: token('--surface'),
    accentSoft: token('--accent-soft'),
  }
}
