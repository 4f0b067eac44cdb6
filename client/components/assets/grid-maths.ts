/** Columns of tiles at least `tile` wide that fit, with `gap` between them. */
export const columnsIn = (width: number, tile: number, gap: number): number =>
  Math.max(1, Math.floor((width + gap) / (tile + gap)))

/** Where the focus goes by an arrow, Home or End; null for every other key. Stays inside 0 … total - 1. */
export function moveFocus(index: number, key: string, columns: number, total: number): number | null {
  const last = total - 1
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }
  if (key === 'Home') return 0
  if (key === 'End') return last
  const step = steps[key]
  if (step === undefined) return null
  const moved = index + step
  return moved < 0 || moved > last ? index : moved
}

/** A selection after a click: alone, with Ctrl or Cmd one more or less, with Shift everything from the last click on. */
export function selectBy(
  selected: ReadonlySet<number>,
  anchor: number,
  clicked: number,
  { shift, mod }: { shift: boolean; mod: boolean },
): Set<number> {
  if (shift) {
    const [from, to] = anchor < clicked ? [anchor, clicked] : [clicked, anchor]
    return new Set([...selected, ...Array.from({ length: to - from + 1 }, (_, offset) => from + offset)])
  }
  if (!mod) return new Set([clicked])
  const toggled = new Set(selected)
  if (!toggled.delete(clicked)) toggled.add(clicked)
  return toggled
}
