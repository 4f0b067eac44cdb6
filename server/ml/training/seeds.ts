/** A seed of its own for every use: the same parts give the same seed, and seeds of neighbours have nothing in common (murmur3 finaliser). */
export function deriveSeed(...parts: readonly number[]): number {
  return parts.reduce((hash, part) => mix(hash ^ mix(part + 0x9e3779b9)), 0)
}

function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
