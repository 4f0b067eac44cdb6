import type { Annotation } from '#shared/domain/annotation.ts'
import type { ShapeKindId } from '#shared/shapes/index.ts'
import { simplified } from '#shared/shapes/simplify.ts'
import { converting, joining, subtracting } from '../canvas/tools/combining.ts'
import type { Placed } from '../canvas/tools/moving.ts'
import type { Replacement } from '../canvas/tools/tool.ts'
import { t } from '../i18n.ts'
import { type Desk, decisionsOf, freeSelectionOf, isLocked, say, selectionOf, stateOf } from './desk.ts'
import { takeTool } from './draw-acts.ts'
import { replace } from './edit-acts.ts'

/** Making other shapes of those that are there. */
export const shapeActs = {
  /** Those that are selected; where they are too few, the tool that asks for them. */
  join(desk: Desk) {
    const selection = freeSelectionOf(desk)
    if (selection.length < 2) return takeTool(desk, 'join')
    put(desk, joining(selection), t('Nothing to join: they must have an inside, and touch.'), selection.slice(0, 1))
  },
  subtract(desk: Desk) {
    const selection = selectionOf(desk)
    if (selection.length < 2) return say(desk, t('Select the shape to cut into, then (Shift+click) what is taken away from it.'))
    put(
      desk,
      subtracting(selection),
      t('Nothing changed: the first shape must have an inside, and reach over the others.'),
      selection,
    )
  },
  simplify(desk: Desk) {
    const { settings } = desk.ui.getState()
    simplify(desk, freeSelectionOf(desk), settings.simplifyTolerance)
  },
  /** New outlines run along the ones beside them, or not. */
  shareBorders(desk: Desk) {
    desk.ui.setState(({ settings }) => ({ settings: { ...settings, sharesBorders: !settings.sharesBorders } }))
    const { sharesBorders } = desk.ui.getState().settings
    say(
      desk,
      sharesBorders
        ? t('New outlines run along the ones beside them: click two of their corners.')
        : t('Borders are drawn apart.'),
    )
  },
  snap(desk: Desk) {
    desk.ui.setState(({ settings }) => ({ settings: { ...settings, snaps: !settings.snaps } }))
    say(desk, desk.ui.getState().settings.snaps ? t('Points snap to corners and edges.') : t('Points snap while Ctrl is held.'))
  },
} as const

/** Outlines with fewer points, none farther than the tolerance (pixels) from where it was; one step of undo. */
export function simplify(desk: Desk, placed: readonly Placed[], tolerance: number) {
  const annotations = stateOf(desk)?.annotations
  if (!annotations || isLocked(desk)) return
  const { reshape } = decisionsOf(desk)
  const { locked } = desk.ui.getState()
  const changes = placed.flatMap(({ id, shape }) => {
    const annotation = locked.has(id) ? undefined : annotations.get(id)
    const simpler = simplified(shape, tolerance)
    return annotation && JSON.stringify(simpler) !== JSON.stringify(annotation.shape) ? [reshape(annotation, simpler)] : []
  })
  if (changes.length > 0) desk.annotations.change(changes, `simplify ${placed.map(({ id }) => id).join(' ')}`)
  else say(desk, t('Nothing to simplify at this tolerance.'))
}

/** The selected as another kind of shape. */
export const convert = (desk: Desk, kind: ShapeKindId) =>
  put(desk, converting(freeSelectionOf(desk), kind), t('None of the selected can become that.'), selectionOf(desk))

function put(desk: Desk, replacement: Replacement | null, why: string, selection: readonly Annotation[]) {
  if (isLocked(desk)) return
  if (!replacement) return say(desk, why)
  replace(desk, replacement)
  desk.ui.setState({ selection: selection.map(({ id }) => id), note: null })
}
