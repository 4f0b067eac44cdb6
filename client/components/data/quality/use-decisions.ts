import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { RouteResponse } from '#shared/contract.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type FindingDecision, FindingStatus, type ShownFinding } from '#shared/domain/quality.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { translated } from '../../../heard.ts'
import { refreshProject } from '../../../live.ts'
import { findingsKey } from '../../../queries.ts'
import { useAct } from '../../use-act.ts'
import { listedAfter } from './decided.ts'
import { stepsBack } from './steps-back.ts'

interface Step {
  readonly findings: readonly string[]
  readonly decision: FindingDecision
}
type Steps = readonly Step[]
type Pages = InfiniteData<RouteResponse<typeof routes.quality.findings>>

/** Decides on findings, shows that at once, and takes decisions back one after the other. */
export function useDecisions(projectId: ProjectId) {
  const cache = useQueryClient()
  const [back, setBack] = useState<readonly Steps[]>([])
  const line = useRef<Promise<unknown>>(Promise.resolve())
  const send = async (steps: Steps) => {
    const refused: string[] = []
    for (const { findings, decision } of steps) {
      const body = { findings: [...findings], decision }
      refused.push(...(await call(routes.quality.decide, { params: { projectId }, body })).refused)
    }
    return refused
  }
  // One after the other: what is taken back was done before.
  const inTurn = (steps: Steps) => {
    const turn = line.current.then(() => send(steps))
    line.current = turn.catch(() => undefined)
    return turn
  }
  const act = useAct(
    ({ steps, undoneBy }: { steps: Steps; undoneBy?: Steps }) =>
      inTurn(steps)
        .catch((error: unknown) => {
          if (undoneBy) setBack((all) => all.filter((one) => one !== undoneBy))
          throw error
        })
        .finally(() => refreshProject(cache, projectId)),
    (refused) => (refused.length === 0 ? undefined : refused.map(translated).join(' ')),
  )
  const show = (step: Step) => {
    void cache.cancelQueries({ queryKey: findingsKey(projectId) })
    for (const status of FindingStatus.options)
      cache.setQueriesData<Pages>(
        { queryKey: findingsKey(projectId), predicate: ({ queryKey }) => queryKey.at(-1) === status },
        (list) =>
          list && { ...list, pages: list.pages.map((page) => ({ ...page, items: listedAfter(page.items, status, step) })) },
      )
  }
  return {
    canUndo: back.length > 0,
    /** One act on all of them, which are in one state. */
    decide(all: readonly ShownFinding[], decision: FindingDecision): void {
      const [first] = all
      if (!first) return
      const step = { findings: all.map(({ id }) => id), decision }
      const undoneBy = stepsBack(first.status, decision).map((one) => ({ ...step, decision: one }))
      setBack((before) => [...before, undoneBy])
      show(step)
      act.mutate({ steps: [step], undoneBy })
    },
    undo(): void {
      const steps = back.at(-1)
      if (!steps) return
      setBack(back.slice(0, -1))
      for (const step of steps) show(step)
      act.mutate({ steps })
    },
  }
}

export type Decisions = ReturnType<typeof useDecisions>
