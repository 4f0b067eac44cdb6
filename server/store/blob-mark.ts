/** So many hexadecimal digits are a number that JavaScript holds exactly. */
const DIGITS_TOLD_APART = 13

/** A blob as a number, for sets of very many: two blobs of the same one are rare, but whoever asks must stay right with them. */
export const markOf = (hash: string): number => Number.parseInt(hash.slice(0, DIGITS_TOLD_APART), 16)
