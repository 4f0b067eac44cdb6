const BLOCK_BYTES = 512
const NAME = { start: 0, end: 100 }
const SIZE = { start: 124, end: 136 }
const PREFIX = { start: 345, end: 500 }
const OCTAL = 8

/** The members of a tar archive (POSIX ustar, as npm packs) by name. */
export function tarMembers(archive) {
  const members = new Map()
  let at = 0
  while (at + BLOCK_BYTES <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + BLOCK_BYTES)
    const size = Number.parseInt(field(header, SIZE), OCTAL)
    const name = [field(header, PREFIX), field(header, NAME)].filter(Boolean).join('/')
    members.set(name, archive.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + size))
    at += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
  }
  return members
}

function field(header, { start, end }) {
  const bytes = header.subarray(start, end)
  const length = bytes.indexOf(0)
  return bytes
    .subarray(0, length < 0 ? bytes.length : length)
    .toString('utf8')
    .trim()
}
