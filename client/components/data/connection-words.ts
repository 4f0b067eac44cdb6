import { AT_ONCE, type Connection, type ConnectionPlace } from '#shared/domain/connection.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'

/** The kinds of places, as they are chosen among. */
export const placeKinds = (): { value: ConnectionPlace['kind']; label: string }[] => [
  { value: 'bucket', label: t('Bucket (S3)') },
  { value: 'folder', label: t('Folder on the server') },
  { value: 'addresses', label: t('List of addresses') },
  { value: 'labelloop', label: t('Another Labelloop') },
]

/** Where a connection leads, in words. */
export function placeWords({ place }: Pick<Connection, 'place'>): string {
  switch (place.kind) {
    case 'bucket':
      return `${place.bucket}/${place.prefix} · ${place.endpoint}`
    case 'folder':
      return place.path
    case 'addresses':
      return place.url
    case 'labelloop':
      return `${place.project} · ${place.url}`
    default:
      return place satisfies never
  }
}

/** Schedules that most people want; only of a folder is known when something arrives. */
export const usualSchedules = (kind: ConnectionPlace['kind']): { value: string; label: string }[] => [
  { value: '', label: t('Only when I ask') },
  ...(kind === 'folder' ? [{ value: AT_ONCE, label: t('As soon as it arrives') }] : []),
  { value: '*/10 * * * *', label: t('Every ten minutes') },
  { value: '0 * * * *', label: t('Every hour') },
  { value: '0 3 * * *', label: t('Every night at three') },
  { value: '0 3 * * 1', label: t('Mondays at three') },
]

/** When a connection is looked at by itself, in words. */
export const scheduleWords = ({ schedule, place }: Pick<Connection, 'schedule' | 'place'>): string =>
  usualSchedules(place.kind).find(({ value }) => value === (schedule ?? ''))?.label ?? schedule ?? ''

/** What people should know of how a folder is watched; null where it is as they expect. */
export function watchWords({ watched }: Pick<Connection, 'watched'>): string | null {
  if (watched === null || watched.reason === null) return null
  const why = translated(watched.reason)
  return watched.by === 'looks' ? t('Looked at again and again: {{why}}', { why }) : t('Not watched: {{why}}', { why })
}
