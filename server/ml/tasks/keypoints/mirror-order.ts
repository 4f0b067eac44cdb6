/** Words that change places in a mirror. */
const SIDES = [
  ['left', 'right'],
  ['Left', 'Right'],
  ['LEFT', 'RIGHT'],
] as const
/** Single letters do so only where they stand alone, as in "l_ear" and "R-knee". */
const LETTERS = /(?<![A-Za-z])([lrLR])(?![A-Za-z])/
const OTHER_LETTER: Record<string, string> = { l: 'r', r: 'l', L: 'R', R: 'L' }

/**
 * For every keypoint of a skeleton the place of the one that it is in a mirror: a left ear becomes the right one, by their names; a keypoint
 * without a counterpart stays itself.
 */
export function mirrorOrder(names: readonly string[]): number[] {
  return names.map((name, place) => {
    const other = names.indexOf(mirroredName(name))
    return other >= 0 ? other : place
  })
}

function mirroredName(name: string): string {
  for (const [one, other] of SIDES) {
    if (name.includes(one)) return name.replace(one, other)
    if (name.includes(other)) return name.replace(other, one)
  }
  return name.replace(LETTERS, (letter) => OTHER_LETTER[letter] ?? letter)
}
