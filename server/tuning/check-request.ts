import type { Assignment, StudyRequest } from '#shared/domain/study.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { invalid } from '../errors.ts'
import { architectures } from '../ml/architectures/index.ts'
import { trainingParameters } from '../ml/training/parameters.ts'
import { gridPoints } from './search/grid.ts'
import { NOT_SEARCHED } from './tunables.ts'

/** Points of a grid that are tried out before a study begins. */
const MOST_POINTS = 500
/** A larger grid, of which a study could only ever see a corner, is not shuffled. */
const LARGEST_GRID = 20_000

/** Refuses a study whose runs would be refused, or would not compare. */
export function checkRequest({ space, fixed, first, architecture, method }: StudyRequest, task: TaskId): void {
  for (const { name } of space)
    if ((NOT_SEARCHED as readonly string[]).includes(name))
      throw invalid(`Expected runs that compare: "${name}" cannot be searched`)
  if (fixed.trainOnValidation === true || fixed.trainOnValidation === 'true')
    throw invalid('Expected a validation split to compare runs by: trainOnValidation must be off')
  for (const point of first)
    for (const name of Object.keys(point))
      if (!space.some((parameter) => parameter.name === name))
        throw invalid(`Expected first points of what is searched, got "${name}"`)
  if (method === 'grid' && firstOf(gridPoints(space), LARGEST_GRID + 1).length > LARGEST_GRID)
    throw invalid(`Expected a grid of at most ${LARGEST_GRID} points: search fewer parameters, or choose another method`)
  for (const point of [...first, ...firstOf(gridPoints(space), MOST_POINTS)])
    checkPoint({ architecture, ...fixed, ...point }, task)
}

function firstOf<T>(items: Iterable<T>, most: number): T[] {
  const found: T[] = []
  for (const item of items) if (found.push(item) === most) break
  return found
}

function checkPoint({ architecture, ...parameters }: Assignment, task: TaskId): void {
  const read = trainingParameters.safeParse(parameters)
  if (!read.success)
    throw invalid(read.error.issues.map(({ path, message }) => `${path.join('.') || 'parameters'}: ${message}`).join('; '))
  if (architecture === 'auto') return
  const known = Object.values(architectures)
    .filter(({ tasks }) => (tasks as readonly TaskId[]).includes(task))
    .map(({ id }) => id as string)
  if (!known.includes(String(architecture)))
    throw invalid(`Expected one of the architectures auto, ${known.join(', ')}, got "${architecture}"`)
}
