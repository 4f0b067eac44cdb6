import { classification } from './classification/index.ts'
import { detection } from './detection/index.ts'
import type { Task, TaskId } from './task.ts'

/** Every task by its id. */
export const tasks: Record<TaskId, Task> = { detection, classification }
