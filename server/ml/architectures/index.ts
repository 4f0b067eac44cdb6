import type { TaskId } from '#shared/tasks/index.ts'
import type { Architecture } from './architecture.ts'
import { centerPoint } from './center-point.ts'
import { centerPointPretrained } from './center-point-pretrained.ts'
import { centerPointPublished } from './center-point-published.ts'
import { classifierPretrained } from './classifier-pretrained.ts'
import { classifierSmall } from './classifier-small.ts'
import { patchMemory } from './patch-memory.ts'
import { posePretrained } from './pose-pretrained.ts'
import { segmenter } from './segmenter.ts'
import { segmenterPretrained } from './segmenter-pretrained.ts'

/** Every architecture, by its id. */
export const architectures = {
  [centerPoint.id]: centerPoint,
  [centerPointPretrained.id]: centerPointPretrained,
  [centerPointPublished.id]: centerPointPublished,
  [classifierPretrained.id]: classifierPretrained,
  [classifierSmall.id]: classifierSmall,
  [patchMemory.id]: patchMemory,
  [posePretrained.id]: posePretrained,
  [segmenter.id]: segmenter,
  [segmenterPretrained.id]: segmenterPretrained,
} as const satisfies Record<string, Architecture>

export type ArchitectureId = keyof typeof architectures

/** The architecture of that id; throws with the list of those there are. */
export function architectureById(id: string): Architecture {
  const found = (architectures as Record<string, Architecture>)[id]
  if (!found) throw new Error(`expected an architecture out of ${Object.keys(architectures).join(', ')}, got ${id}`)
  return found
}

/** The architecture that solves a task on a body that a person brought; throws where there is none. */
export function architectureOnBody(task: TaskId): Architecture {
  const all: readonly Architecture[] = Object.values(architectures)
  const found = all.find(({ anyBody, tasks }) => anyBody && tasks.includes(task))
  if (!found) throw new Error(`expected a task that can build on any starting point, got ${task}`)
  return found
}
