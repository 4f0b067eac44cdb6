import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Point } from '#shared/shapes/index.ts'
import type { Desk } from './desk.ts'

/** Opens the menu at a place of the stage, for what lies there; what is selected already stays selected with it. */
export function openMenu({ ui }: Pick<Desk, 'ui'>, id: AnnotationId | null, at: Point) {
  if (id === null) return ui.setState({ menuAt: null })
  const { selection } = ui.getState()
  ui.setState({ menuAt: at, selection: selection.includes(id) ? selection : [id] })
}
