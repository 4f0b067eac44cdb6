/** By what the points of the map can be coloured. */
export const MAP_COLOURS = ['status', 'label', 'split', 'unsure'] as const
