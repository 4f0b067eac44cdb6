import { likeExpression } from './like.ts'
import type { Condition, Subject } from './parse-filter.ts'

/** Whether all conditions hold for something of which `read` knows the values; what has none fulfils nothing but IS NULL. */
export function holds(conditions: readonly Condition[], read: (subject: Subject) => string | number | null | undefined): boolean {
  return conditions.every((condition) => isTrue(condition, read(condition) ?? null))
}

function isTrue({ operator, value }: Condition, found: string | number | null): boolean {
  if (operator === 'IS NULL') return found === null
  if (found === null) return false
  switch (operator) {
    case 'IS NOT NULL':
      return true
    case '=':
      return found === value
    case '!=':
      return found !== value
    case '<':
      return Number(found) < Number(value)
    case '<=':
      return Number(found) <= Number(value)
    case '>':
      return Number(found) > Number(value)
    case '>=':
      return Number(found) >= Number(value)
    case 'LIKE':
      return likeExpression(String(value)).test(String(found))
    case 'ILIKE':
      return likeExpression(String(value), 'i').test(String(found))
    case 'IN':
      return (value as readonly string[]).includes(String(found))
    case 'NOT IN':
      return !(value as readonly string[]).includes(String(found))
    default:
      return operator satisfies never
  }
}
