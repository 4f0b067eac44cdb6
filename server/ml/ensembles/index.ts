import type { FusedTask } from '#shared/domain/ensemble.ts'
import { classification } from './classification.ts'
import { detection } from './detection.ts'
import { multilabel } from './multilabel.ts'
import { regression } from './regression.ts'
import type { TaskFusion } from './task-fusion.ts'

/** How the models of each task speak as one. */
export const fusions: { readonly [Id in FusedTask]: TaskFusion } = { detection, classification, multilabel, regression }
