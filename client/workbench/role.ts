import type { AssetStatus } from '#shared/domain/asset.ts'
import { t } from '../i18n.ts'
import type { WorkRole } from './desk.ts'

const FOR_REVIEW: readonly AssetStatus[] = ['suggested', 'review', 'approved']

/** As whom somebody sits here: as they asked, else a reviewer where there is something to review. */
export function roleFor(wanted: WorkRole | undefined, mayReview: boolean, status: AssetStatus): WorkRole {
  if (!mayReview) return 'annotator'
  return wanted ?? (FOR_REVIEW.includes(status) ? 'reviewer' : 'annotator')
}

interface Situation {
  readonly status: AssetStatus
  /** The next image is on its way. */
  readonly isLeaving: boolean
  readonly mayReview: boolean
  readonly mayDraw: boolean
}

/** Why nothing can be changed, in a sentence; null where it can. */
export function readOnlyReason({ status, isLeaving, mayReview, mayDraw }: Situation): string | null {
  if (isLeaving) return t('Opening the next image …')
  if (!mayDraw) return t('You can look at this project, not label in it.')
  if (mayReview) return null
  if (status === 'approved') return t('This image is approved: only a reviewer can change it now.')
  return status === 'quarantined' ? t('This image is set aside: only a reviewer can change it now.') : null
}
