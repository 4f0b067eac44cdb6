const MS_PER_DAY = 86_400_000
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/
const DAYS_AGO = /^(\d{1,5})d$/

/**
 * A day as people write it (2026-11-01, today, yesterday, 7d for seven days ago), as [from, to) in milliseconds since 1970, in UTC; null where
 * it is none.
 */
export function dayOf(text: string, now: number): { from: number; to: number } | null {
  const from = startOf(text.toLowerCase(), Math.floor(now / MS_PER_DAY) * MS_PER_DAY)
  return from === null ? null : { from, to: from + MS_PER_DAY }
}

function startOf(text: string, today: number): number | null {
  if (text === 'today') return today
  if (text === 'yesterday') return today - MS_PER_DAY
  const ago = DAYS_AGO.exec(text)
  if (ago) return today - Number(ago[1]) * MS_PER_DAY
  if (!ISO_DAY.test(text)) return null
  const at = Date.parse(`${text}T00:00:00Z`)
  // The 31st of a short month is a day of the next one to some parsers.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, text.length) !== text ? null : at
}
