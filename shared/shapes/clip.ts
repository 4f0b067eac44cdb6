import { Clipper, Clipper64, ClipType, FillRule, type Path64, type Paths64, type Point64 } from 'clipper2-ts'

/** What the rule finds inside closed paths, and inside others. */
export const union = (paths: Paths64, rule: FillRule, others: Paths64 = []): Paths64 =>
  Clipper.union(paths.map(withoutSpikes), others.map(withoutSpikes), rule)

/** What lies in the first paths and not in the others. */
export const difference = (from: Paths64, others: Paths64, rule: FillRule): Paths64 =>
  Clipper.difference(from.map(withoutSpikes), others.map(withoutSpikes), rule)

/** What lies in both. */
export const common = (a: Paths64, b: Paths64, rule: FillRule): Paths64 =>
  Clipper.intersect(a.map(withoutSpikes), b.map(withoutSpikes), rule)

/** The pieces of an open line inside an area (even-odd). */
export function piecesInside(line: Path64, area: Paths64): Paths64 {
  const clipper = new Clipper64()
  clipper.addOpenSubject([withoutTurns(line)])
  clipper.addClip(area.map(withoutSpikes))
  const pieces: Paths64 = []
  clipper.execute(ClipType.Intersection, FillRule.EvenOdd, [], pieces)
  return pieces
}

// Where a path turns back on a horizontal, Clipper2's port goes on in the direction of the first edge, and allocates points until memory ends
// (pull request 36 of countertype/clipper2-ts): no path that turns so may come to it.

/** The same closed path without spikes along a horizontal, which cover nothing. */
function withoutSpikes(path: Path64): Path64 {
  const kept: Path64 = []
  for (const point of path) {
    while (turnsBack(kept.at(-2), kept.at(-1), point)) kept.pop()
    if (!isSame(kept.at(-1), point)) kept.push(point)
  }
  // Where the path closes, either end may be the tip.
  for (;;) {
    const [first, second, before, last] = [kept[0], kept[1], kept.at(-2), kept.at(-1)]
    if (kept.length > 1 && (isSame(first, last) || turnsBack(before, last, first))) kept.pop()
    else if (turnsBack(last, first, second)) kept.shift()
    else return kept
  }
}

/** An open line whose turns are bent by a thousandth of a pixel: it has been where it turned. */
function withoutTurns(line: Path64): Path64 {
  const bent: Path64 = []
  const points = line.filter((point, index) => !isSame(line[index - 1], point))
  for (const [index, point] of points.entries())
    bent.push(turnsBack(bent.at(-1), point, points[index + 1]) ? { ...point, y: point.y + 1 } : point)
  return bent
}

const isSame = (one: Point64 | undefined, other: Point64 | undefined): boolean => one?.x === other?.x && one?.y === other?.y

/** Whether a path comes to a point along a horizontal and leaves it the way it came. */
function turnsBack(before: Point64 | undefined, at: Point64 | undefined, after: Point64 | undefined): boolean {
  if (!before || !at || !after || before.y !== at.y || at.y !== after.y) return false
  return (at.x - before.x) * (after.x - at.x) < 0
}
