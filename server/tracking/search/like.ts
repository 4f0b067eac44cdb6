/** SQL's LIKE as a regular expression: % stands for any letters, _ for one. */
export function likeExpression(pattern: string, flags: '' | 'i' = ''): RegExp {
  const written = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(`^${written}$`, `s${flags}`)
}
