import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import {
  type AttributeDefinition,
  type AttributeValue,
  attributesAsked,
  initialAttributes,
  labelNamed,
  type Ontology,
  unanswered,
} from '#shared/ontology.ts'
import { tasks } from '#shared/tasks/index.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { chosenClass } from '../decisions.ts'
import { type Desk, isLocked, say, selectionOf, stateOf } from '../desk.ts'
import { answering, askedOfAll, choicesOf } from './answers.ts'

const DIGITS = 10

/** One attribute after the other over all objects, by keys alone. */
export const attributeActs = {
  attributeWalk(desk: Desk) {
    if (desk.ui.getState().mode === 'attributes') return desk.ui.setState({ mode: 'free' })
    const [first] = walkOf(desk)
    if (!first) return say(desk, t('Nothing here asks for an attribute: give a label some in the settings.'))
    desk.ui.setState({ mode: 'attributes', tool: 'select' })
    if (!walkOf(desk).some(({ id }) => desk.ui.getState().selection.includes(id))) show(desk, first)
  },
  nextOfWalk: (desk: Desk) => stepObject(desk, 1),
  previousOfWalk: (desk: Desk) => stepObject(desk, -1),
  nextAttribute: (desk: Desk) => stepAttribute(desk, 1),
  previousAttribute: (desk: Desk) => stepAttribute(desk, -1),
  /** The n-th value of the attribute in hand. */
  answer(desk: Desk, key: string) {
    const asked = attributeInHand(desk)
    const value = asked && choicesOf(asked)[(Number(key) + DIGITS - 1) % DIGITS]
    if (asked && value !== undefined) answer(desk, asked.name, value)
  },
  leaveMode: (desk: Desk) => desk.ui.setState({ mode: 'free', note: null }),
} as const

/** Gives every selected annotation an answer, as one step of undo. */
export function answer(desk: Desk, name: string, value: AttributeValue) {
  if (isLocked(desk)) return
  const { locked } = desk.ui.getState()
  const free = askedNow(desk).filter(({ id }) => !locked.has(id))
  desk.annotations.change(answering(free, name, value))
}

/** What questions are about now: the selected; where images are classified the class. */
export function askedNow(desk: Desk): readonly Annotation[] {
  const state = stateOf(desk)
  const { shape, exclusive } = tasks[desk.project.task]
  if (shape !== 'whole' || !exclusive || !state) return selectionOf(desk)
  const chosen = chosenClass(state)
  return chosen && chosen.status !== 'suggested' ? [chosen] : []
}

/** Where something required is unanswered: goes there, says so, and is true. `accepting`: undecided suggestions are about to be accepted. */
export function leadToUnanswered(desk: Desk, accepting = false): boolean {
  const state = stateOf(desk)
  const { ontology } = desk.project
  const annotations = [...(state?.annotations.values() ?? [])]
  const open = unanswered(ontology, accepting ? annotations.map((annotation) => accepted(ontology, annotation)) : annotations)
  const culprit = open && state?.annotations.get(open.annotationId)
  if (!open || !culprit) return false
  show(desk, culprit)
  desk.ui.setState({
    attribute: open.attribute,
    note: t('{{sentence}}: answer it first.', { sentence: translated(open.sentence) }),
  })
  return true
}

// What a suggestion will be: a draft with the initial answers of its label.
function accepted(ontology: Ontology, annotation: Annotation): Annotation {
  if (annotation.status !== 'suggested') return annotation
  const label = labelNamed(ontology, annotation.label)
  return { ...annotation, status: 'draft', attributes: { ...(label && initialAttributes(label)), ...annotation.attributes } }
}

/** The attribute that digits answer now; null where nothing is asked of the selected. */
function attributeInHand(desk: Desk): AttributeDefinition | null {
  const asked = askedOfAll(desk.project.ontology, askedNow(desk))
  return asked.find(({ name }) => name === desk.ui.getState().attribute) ?? asked[0] ?? null
}

// Everything that is asked something, from the top of the list to its end.
function walkOf(desk: Desk): Annotation[] {
  const all = [...(stateOf(desk)?.annotations.values() ?? [])]
  return all.filter((annotation) => isVisible(annotation) && attributesAsked(desk.project.ontology, annotation).length > 0)
}

function stepObject(desk: Desk, step: 1 | -1) {
  const walk = walkOf(desk)
  const at = walk.findIndex(({ id }) => id === desk.ui.getState().selection.at(-1))
  const next = at < 0 ? walk[step > 0 ? 0 : walk.length - 1] : walk[(at + step + walk.length) % walk.length]
  if (next) show(desk, next)
}

function stepAttribute(desk: Desk, step: 1 | -1) {
  const asked = askedOfAll(desk.project.ontology, askedNow(desk))
  const at = asked.findIndex(({ name }) => name === attributeInHand(desk)?.name)
  const next = asked[(at + step + asked.length) % asked.length]
  if (next) desk.ui.setState({ attribute: next.name })
}

function show(desk: Desk, annotation: Annotation) {
  desk.ui.setState({ selection: [annotation.id], tool: 'select', note: null })
  desk.stage?.goTo(annotation.shape)
}
