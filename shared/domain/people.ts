import { z } from 'zod'
import { ProjectId, UserId } from './ids.ts'

export const Role = z.enum(['annotator', 'reviewer', 'manager'])
export type Role = z.infer<typeof Role>

export const UserName = z.string().trim().min(1).max(60)
export const Password = z.string().min(8).max(200)

export const User = z.object({
  id: UserId,
  name: UserName,
  /** #rrggbb, for cursors and initials. */
  color: z.string(),
  admin: z.boolean(),
  /** The role in each project it may enter. */
  roles: z.record(ProjectId, Role),
  createdAt: z.number(),
})
export type User = z.infer<typeof User>

/** A token for programs; the secret itself is shown once and never stored. */
export const ApiToken = z.object({
  id: z.string(),
  userId: UserId,
  name: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
})
export type ApiToken = z.infer<typeof ApiToken>
