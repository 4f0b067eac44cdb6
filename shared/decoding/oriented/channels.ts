/**
 * What every cell says besides the labels' scores: offset of the centre across and down in cells, logarithm of the longer and the shorter side in
 * cells, cosine and sine of twice and of four times the angle of the longer side. The first pair tells the direction of what is long, the second
 * that of what is square, where a quarter turn changes nothing.
 */
export const GEOMETRY = { offset: 2, sides: 2, direction: 2, squareDirection: 2 } as const
export const GEOMETRY_CHANNELS = GEOMETRY.offset + GEOMETRY.sides + GEOMETRY.direction + GEOMETRY.squareDirection
