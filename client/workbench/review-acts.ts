import type { Annotation } from '#shared/domain/annotation.ts'
import { activeLabels } from '#shared/ontology.ts'
import { tasks } from '#shared/tasks/index.ts'
import { t } from '../i18n.ts'
import { leadToUnanswered } from './attributes/attribute-acts.ts'
import { chosenClass, type Decisions } from './decisions.ts'
import { type Desk, decisionsOf, isLocked, say, selectionOf, stateOf } from './desk.ts'
import { labelOfKey } from './draw-acts.ts'
import { neighbourInTurn, suggestionsAbove, suggestionsByWorth } from './suggestions.ts'
import { wasSwept } from './sweep-state.ts'
import { acceptWhole, numberOf, wholeOf } from './whole-acts.ts'

/** Deciding: from suggestion to suggestion, then the image as a whole. */
export const reviewActs = {
  accept(desk: Desk) {
    decide(desk, ({ accept }) => accept)
  },
  reject(desk: Desk) {
    decide(desk, ({ remove }) => remove)
  },
  /** It is one, but of another label. */
  correct(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    if (label)
      decide(
        desk,
        ({ relabel }) =>
          (annotation) =>
            relabel(annotation, label.name),
      )
  },
  proceed(desk: Desk) {
    if (isWhole(desk)) return confirmWhole(desk)
    const [next] = suggestionsOf(desk)
    if (next) return goTo(desk, next)
    if (desk.role === 'annotator') return reviewActs.submit(desk)
    say(desk, allDecided(desk))
  },
  nextObject: (desk: Desk) => step(desk, 1),
  previousObject: (desk: Desk) => step(desk, -1),
  acceptAbove(desk: Desk) {
    const state = stateOf(desk)
    if (!state || isLocked(desk)) return
    const above = suggestionsAbove(state, desk.ui.getState().threshold)
    desk.annotations.change(above.map(decisionsOf(desk).accept))
    desk.ui.setState({ isThresholdShown: false, note: t('{{what}} accepted', { what: above.length }) })
  },
  finish(desk: Desk) {
    if (!desk.mayReview) return reviewActs.submit(desk)
    const state = stateOf(desk)
    if (!state || leadToUnanswered(desk, true)) return
    desk.annotations.change(decisionsOf(desk).approve(state))
    desk.openNextOfQueue('reviewer')
  },
  submit(desk: Desk) {
    const state = stateOf(desk)
    if (!state || isLocked(desk) || leadToUnanswered(desk)) return
    if (state.status !== 'review') desk.annotations.change([decisionsOf(desk).submit()])
    desk.openNextOfQueue('annotator')
  },
} as const

const isWhole = (desk: Desk) => tasks[desk.project.task].shape === 'whole'

// One look an image: Enter takes what stands there, suggested or not, and goes on.
function confirmWhole(desk: Desk) {
  const { exclusive, asks } = tasks[desk.project.task]
  const state = stateOf(desk)
  if (exclusive) return confirmClass(desk)
  if (!state || isLocked(desk)) return
  if (asks && activeLabels(desk.project.ontology).some(({ name }) => numberOf(wholeOf(state, name)) === null))
    return say(desk, t('Type the number first.'))
  acceptWhole(desk)
  if (desk.role === 'reviewer') reviewActs.finish(desk)
  else reviewActs.submit(desk)
}

// One decision an image: Enter takes the class that stands there (the suggested one, if nobody chose) and goes on.
function confirmClass(desk: Desk) {
  const state = stateOf(desk)
  if (!state || isLocked(desk)) return
  const chosen = chosenClass(state)
  if (!chosen) return say(desk, t('Choose a class first: its digit, or a click.'))
  desk.annotations.change(decisionsOf(desk).classify(state, chosen.label))
  if (desk.role === 'reviewer') reviewActs.finish(desk)
  else reviewActs.submit(desk)
}

/** Selects an annotation and brings it into view with its surroundings. */
export function goTo(desk: Desk, annotation: Annotation) {
  desk.ui.setState({ selection: [annotation.id], tool: 'select', note: null })
  desk.stage?.goTo(annotation.shape)
}

// All that is selected, in one step of undo; then the next one worth most.
function decide(desk: Desk, choose: (decisions: Decisions) => Decisions['accept']) {
  const selection = selectionOf(desk).filter(({ status }) => status === 'suggested')
  if (selection.length === 0 || isLocked(desk)) return
  desk.annotations.change(selection.map(choose(decisionsOf(desk))))
  const [next] = suggestionsOf(desk)
  if (next) return goTo(desk, next)
  desk.ui.setState({ selection: [] })
  desk.stage?.goBack()
  say(desk, allDecided(desk))
}

function allDecided(desk: Desk): string {
  const finish = desk.role === 'reviewer' && desk.mayReview ? t('Shift+Enter approves the image') : t('Enter submits')
  return wasSwept(desk.asset.id)
    ? t('Every suggestion is decided: {{finish}}.', { finish })
    : t('Every suggestion is decided: {{finish}}, Shift+S looks it over for what was missed.', { finish })
}

function step(desk: Desk, direction: 1 | -1) {
  const state = stateOf(desk)
  const next = state && neighbourInTurn(state, desk.ui.getState().selection.at(-1) ?? null, direction)
  if (next) goTo(desk, next)
}

function suggestionsOf(desk: Desk): Annotation[] {
  const state = stateOf(desk)
  return state ? suggestionsByWorth(state) : []
}
