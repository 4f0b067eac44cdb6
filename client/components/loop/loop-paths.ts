/** Where a station stands in the picture, in CSS pixels. */
export interface Place {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const TIP_GAP = 7
const CORNER = 18

/** SVG paths of the picture: one arrow between neighbours, one back from the last station to the second, below everything. */
export function loopPaths(places: readonly Place[], returnAt: number): { forward: string[]; back: string } {
  const forward = places.slice(1).map((place, index) => straight(places[index] ?? place, place))
  const [, second] = places
  const last = places.at(-1)
  return { forward, back: second && last ? wayBack(last, second, returnAt) : '' }
}

function straight(from: Place, to: Place): string {
  const y = middle(from)
  return `M${from.right} ${y}H${to.left - TIP_GAP}`
}

/** Down from the middle of `from`, along `at`, and up into the middle of `to`, with rounded corners. */
function wayBack(from: Place, to: Place, at: number): string {
  const start = (from.left + from.right) / 2
  const end = (to.left + to.right) / 2
  return [
    `M${start} ${from.bottom}`,
    `V${at - CORNER}`,
    `Q${start} ${at} ${start - CORNER} ${at}`,
    `H${end + CORNER}`,
    `Q${end} ${at} ${end} ${at - CORNER}`,
    `V${to.bottom + TIP_GAP}`,
  ].join('')
}

const middle = ({ top, bottom }: Place): number => Math.round((top + bottom) / 2)
