import { useQuery } from '@tanstack/react-query'
import { queries } from '../../queries.ts'

/** Gives the name that people know a format by; what has none keeps its id. */
export function useFormatTitle(): (format: string) => string {
  const { data: formats = [] } = useQuery(queries.formats())
  return (format) => formats.find(({ id }) => id === format)?.title ?? format
}
