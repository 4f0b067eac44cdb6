import type { Delivery, NotificationType } from '#shared/domain/notification.ts'
import { t } from '../../i18n.ts'
import type { Tone } from '../state-tag.tsx'

/** What can be told, in words. */
export const EVENT_WORDS = {
  'milestone.reached': t('a milestone is reached'),
  'run.started': t('a run starts'),
  'run.finished': t('a run ends'),
  'run.failed': t('a run fails'),
  'gate.decided': t('the gate decides'),
  'model.promoted': t('a model is promoted'),
  'model.rolled-back': t('a model is rolled back'),
  'alert.raised': t('an alert is raised'),
  'alert.settled': t('an alert settles'),
} as const satisfies Record<NotificationType, string>

const STATES = {
  waiting: t('waiting'),
  delivered: t('delivered'),
  'given-up': t('given up'),
} as const satisfies Record<Delivery['state'], string>

const TONES = { waiting: 'active', delivered: 'good', 'given-up': 'bad' } as const satisfies Record<Delivery['state'], Tone>

/** A delivery's state in a word, and how it is shown. */
export const deliveryState = ({ state }: Pick<Delivery, 'state'>): { word: string; tone: Tone } => ({
  word: STATES[state],
  tone: TONES[state],
})
