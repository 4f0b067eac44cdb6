import type { AssetQuery } from '../../queries.ts'

/** What is asked with another value of one field; without the field where the value is empty. */
export function narrowed(asked: AssetQuery, field: keyof AssetQuery, value: string): AssetQuery {
  const { [field]: _, ...rest } = asked
  return value === '' ? rest : { ...rest, [field]: value }
}
