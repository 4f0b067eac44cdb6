/**
 * What every cell of the output says: a logit for each label (against 0 for "nothing"), then how much it is the middle of an object, then
 * how far that middle is, across and down, in units of `OFFSET_UNIT_CELLS`.
 */
export const CENTRE_CHANNELS = 1
export const OFFSET_CHANNELS = 2
/** Cells per unit of an offset, so that usual offsets are near 1. */
export const OFFSET_UNIT_CELLS = 8

/** Channels of the output for so many labels. */
export const channelsFor = (labels: number): number => labels + CENTRE_CHANNELS + OFFSET_CHANNELS
