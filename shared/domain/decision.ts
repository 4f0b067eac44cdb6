import { z } from 'zod'
import { ProjectId, UserId } from './ids.ts'

/** A line of the audit trail: who decided what, why. */
export const Decision = z.object({
  id: z.string(),
  projectId: ProjectId.nullable(),
  at: z.number(),
  /** Null where the loop decided by itself. */
  userId: UserId.nullable(),
  type: z.enum([
    'promotion',
    'hold',
    'rollback',
    'deployment',
    'ensemble',
    'training',
    'import',
    'ontology',
    'settings',
    'role',
    'project',
    'approval',
    'cancel',
  ]),
  /** "v5 held: Platelets -4.1, margin 2.0" */
  sentence: z.string(),
})
export type Decision = z.infer<typeof Decision>
