import type { TaskId } from '#shared/tasks/index.ts'
import { classification } from './classification/index.ts'
import { detection } from './detection/index.ts'
import type { Task } from './task.ts'

/** Every task by its id. */
export const tasks: Record<TaskId, Task> = { detection, classification }
