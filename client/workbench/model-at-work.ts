import type { Commit } from '#shared/events.ts'
import type { Neighbour } from '../canvas/neighbours.ts'
import { t } from '../i18n.ts'

/** How long a model that wrote something is shown among the people. */
export const MODEL_STAYS_MS = 6000

const SESSION = 'model'
/** Apart from the colours that people get. */
const COLOR = '#5f3dc4'
/** Outlining more than this at once says nothing. */
const MOST_OUTLINED = 100

/** The pre-labeler as one more participant: who suggested, and what; null where a commit was not a model's. */
export function modelAtWork({ userId, operations }: Pick<Commit, 'userId' | 'operations'>): Neighbour | null {
  if (userId !== null) return null
  const made = operations.flatMap((operation) =>
    operation.type === 'create' && operation.origin?.type === 'model'
      ? [{ id: operation.annotationId, version: operation.origin.version }]
      : [],
  )
  const [first] = made
  if (!first) return null
  return {
    sessionId: SESSION,
    name: t('Model {{version}}', { version: first.version }),
    color: COLOR,
    pointer: null,
    selection: made.slice(0, MOST_OUTLINED).map(({ id }) => id),
    tool: null,
    holding: null,
  }
}

/** Whether a participant is a model. */
export const isModel = ({ sessionId }: Pick<Neighbour, 'sessionId'>): boolean => sessionId === SESSION
