import { t } from '../i18n.ts'

/** Where a person's changes are: all durable, on their way, or waiting here. */
export interface SaveState {
  readonly kind: 'saved' | 'saving' | 'offline' | 'signed-out'
  /** Changes that the server has not confirmed. */
  readonly waiting: number
}

/** The save state in words. */
export function saveSentence({ kind, waiting }: SaveState): string {
  switch (kind) {
    case 'saved':
      return t('saved')
    case 'saving':
      return t('sending {{waiting}}', { waiting })
    case 'offline':
      return waiting === 0 ? t('offline') : t('offline ({{waiting}} kept here)', { waiting })
    case 'signed-out':
      return waiting === 0 ? t('sign in again') : t('sign in again ({{waiting}} kept here)', { waiting })
    default:
      return kind satisfies never
  }
}
