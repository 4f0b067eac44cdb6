import type { Project } from '#shared/domain/project.ts'
import { labelNamed } from '#shared/ontology.ts'
import type { Operation, Refusal } from '#shared/operations.ts'
import { aNounOf, bounds, fits, problem, type Shape, type ShapeKindId } from '#shared/shapes/index.ts'
import { tasks } from '#shared/tasks/index.ts'

/** How far a shape may reach over the image's edge through rounding, in pixels. */
const ROUNDING_PIXELS = 0.001

/** What an operation must fit: the task and labels of its project, the size of its image. */
export interface Frame {
  readonly project: Pick<Project, 'task' | 'ontology'>
  /** Pixels of the oriented image. */
  readonly width: number
  readonly height: number
}

/** Null where the values of an operation fit the project and the image; otherwise what was expected. Nothing is clipped silently. */
export function misfit(frame: Frame, operation: Operation, isPerson: boolean): Refusal | null {
  if (operation.type === 'asset') return null
  const { label, shape } = operation.type === 'create' ? operation : operation.patch
  if (operation.type === 'create' && isPerson && operation.origin && !isProposal(operation))
    return invalid('Expected no origin but that of a model with exactly what it proposed: the signed-in person is the origin')
  if (operation.type === 'create' && !isPerson && !operation.origin)
    return invalid('Expected an origin with an operation that no person sent')
  if (label !== undefined && labelNamed(frame.project.ontology, label) === null)
    return invalid(`The project has no label "${label}"`)
  return shape ? misplaced(frame, shape) : null
}

// What a model says in a person's browser comes with the person's operations, and says no other thing than its origin.
function isProposal({ label, shape, origin }: Extract<Operation, { type: 'create' }>): boolean {
  return origin?.type === 'model' && origin.label === label && JSON.stringify(origin.shape) === JSON.stringify(shape)
}

function misplaced({ project, width, height }: Frame, shape: Shape): Refusal | null {
  const allowed: readonly ShapeKindId[] = tasks[project.task].shapes
  if (!allowed.includes(shape.kind))
    return invalid(`Expected ${allowed.map(aNounOf).join(' or ')} in a ${project.task} project, got ${aNounOf(shape.kind)}`)
  const hint = problem(shape)
  if (hint) return invalid(hint)
  const extent = bounds(shape)
  if (!extent || fits(shape, { x: 0, y: 0, width, height }, ROUNDING_PIXELS)) return null
  return invalid(
    `Expected ${aNounOf(shape.kind)} inside the image of ${width} x ${height}, got ${extent.width} x ${extent.height} at (${extent.x}, ${extent.y})`,
  )
}

const invalid = (message: string): Refusal => ({ code: 'invalid', message })
