/** How many patches of good images are remembered. */
export const MEMORY_SIZE = 1024
/** Mean and standard deviation of good images' distances, the same in every cell. */
export const CALIBRATION_CHANNELS = 2
