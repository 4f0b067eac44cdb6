import { z } from 'zod'
import { route } from '../contract.ts'
import { BackupPlan, BackupPlanState, BackupRecord } from '../domain/backup.ts'
import { JobId } from '../domain/ids.ts'

/** A backup as a zip of files that `labelloop restore` takes once they are unpacked; not JSON, so outside the contract. */
export const archivePath = (backupId: string): string => `/api/backups/${backupId}/archive`

/** Backups of the whole installation, for its admins. */
export const backups = {
  list: route({
    method: 'get',
    path: '/api/backups',
    summary: 'The backups that were made of this installation, newest first.',
    access: 'installation:manage',
    response: z.array(BackupRecord),
  }),
  make: route({
    method: 'post',
    path: '/api/backups',
    summary: 'Keep everything now, in the place that the server has for it. The job result is a BackupRecord.',
    access: 'installation:manage',
    response: z.object({ jobId: JobId }),
  }),
  plan: route({
    method: 'get',
    path: '/api/backups/plan',
    summary: 'When backups are made by themselves, how many are kept, and how the last went.',
    access: 'installation:manage',
    response: BackupPlanState,
  }),
  setPlan: route({
    method: 'put',
    path: '/api/backups/plan',
    summary: 'Change when backups are made by themselves, how many are kept, and whether each is checked by restoring it.',
    access: 'installation:manage',
    body: BackupPlan,
    response: BackupPlanState,
  }),
} as const
