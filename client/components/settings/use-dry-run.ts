import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { DryRun } from '#shared/routes/triggers.ts'
import { queries } from '../../queries.ts'

const AFTER_TYPING_MS = 500

/** What these settings, saved or not, would start and would have started; asked again once the hand rests. */
export function useDryRun(projectId: ProjectId, loop: LoopSettings): { dryRun: DryRun | undefined; problem: Error | null } {
  const [settled] = useDebouncedValue(loop, AFTER_TYPING_MS)
  const { data, error } = useQuery({ ...queries.dryRun(projectId, settled), placeholderData: keepPreviousData })
  return { dryRun: data, problem: error }
}
