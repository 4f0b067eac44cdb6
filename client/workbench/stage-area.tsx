import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { isVisible } from '#shared/domain/annotation.ts'
import type { Asset } from '#shared/domain/asset.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { createStage, type Stage } from '../canvas/stage.ts'
import { t } from '../i18n.ts'
import { useOwnCutOut } from '../segmenter/use-own-cut-out.ts'
import { CommentPins } from './comments/comment-pins.tsx'
import { commentsState } from './comments/comments-state.ts'
import { ConflictNotes } from './conflict-notes.tsx'
import { ContextMenu } from './context-menu.tsx'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import { currentLabel, draw } from './draw-acts.ts'
import { replace, reshape } from './edit-acts.ts'
import { openMenu } from './open-menu.ts'
import { openPicture } from './pictures.ts'
import { createSceneBuilder } from './scene.ts'
import styles from './stage-area.module.css'
import { StageNotes } from './stage-notes.tsx'
import { useAskedPlace } from './use-asked-place.ts'
import { usePreparedPictures } from './use-prepared-pictures.ts'
import { type PresenceLine, useOthers } from './use-presence.ts'
import { useRivals } from './use-rivals.ts'
import { viewOptions } from './view-options.ts'

/** The others hear of this many selected shapes. */
const MOST_TOLD = 100

interface Props {
  readonly presence: PresenceLine
  readonly onStage: (stage: Stage | null) => void
}

/** The image with everything on it. One instance per image. */
export function StageArea({ presence, onStage }: Props) {
  const open = useOpenDesk()
  const { desk } = open
  const latest = useRef(desk)
  latest.current = desk
  const element = useRef<HTMLDivElement>(null)
  const moved = useRef<(() => void) | null>(null)
  const [stage, setStage] = useState<Stage | null>(null)
  const [image] = useState(desk.asset)

  useEffect(() => {
    if (!element.current) return
    const { ui } = latest.current
    const created = createStage(element.current, image, {
      onSelect: (selection) => ui.setState({ selection }),
      onSettings: (change) => ui.setState(({ settings }) => ({ settings: { ...settings, ...change } })),
      onReplace: (replacement) => replace(latest.current, replacement),
      onHint: (note) => ui.setState({ note }),
      onCreate: (shape) => draw(latest.current, shape),
      onChange: (id, shape) => reshape(latest.current, id, shape),
      onContext: (id, screen) => openMenu(latest.current, id, screen),
      onHold: (annotationId, shape) => presence.tell({ holding: shape && { annotationId, shape } }),
      onPointer(pointer) {
        presence.tell({ pointer })
        if (pointer) commentsState.setState({ pointer })
      },
      onView({ scale }) {
        ui.setState({ scale })
        moved.current?.()
      },
    })
    setStage(created)
    onStage(created)
    return () => {
      onStage(null)
      setStage(null)
      created.destroy()
    }
  }, [image, presence, onStage])

  const picture = usePicture(stage, image)
  usePreparedPictures(image.projectId, image.id, picture === 'shown')
  useScene(stage, presence)

  return (
    <>
      <div
        ref={element}
        className={styles.stage}
        role="application"
        aria-label={t('The image and its labels')}
        data-testid="stage"
      />
      <CommentPins stage={stage} moved={moved} />
      <StageNotes isImageMissing={picture === 'missing'} presence={presence} />
      <ConflictNotes />
      <ContextMenu />
    </>
  )
}

// The image, decoded anew where another range of its values is asked for.
function usePicture(stage: Stage | null, image: Asset): 'coming' | 'shown' | 'missing' {
  const window = useDeskState((ui) => ui.adjustments.window)
  const [state, setState] = useState<'coming' | 'shown' | 'missing'>('coming')
  useEffect(() => {
    if (!stage) return
    const picture = openPicture(image, window)
    let isGone = false
    picture.source.then(
      (source) => {
        if (isGone) return
        stage.showImage(source)
        setState('shown')
      },
      () => !isGone && setState('missing'),
    )
    return () => {
      isGone = true
      picture.release()
    }
  }, [stage, image, window])
  return state
}

// Hands the stage what to show whenever something of it changed.
function useScene(stage: Stage | null, presence: PresenceLine) {
  const { desk, snapshot, state } = useOpenDesk()
  const { tool, selection, settings, threshold, isThresholdShown, areShapesHidden, hidden, locked, pinned, turn, adjustments } =
    useDeskState((ui) => ui)
  const options = useStore(viewOptions)
  const isMagnified = useDeskState((ui) => ui.isMagnified)
  const view = useMemo(() => (isMagnified ? { ...options, magnifier: true } : options), [options, isMagnified])
  const { scores, tint } = options
  const neighbours = useOthers(presence)
  const contested = useRivals(desk.project.ontology, state, snapshot.conflicts)
  const asked = useAskedPlace()
  const rivals = useMemo(() => [...contested, ...asked], [contested, asked])
  const { ontology } = desk.project
  const build = useMemo(() => createSceneBuilder(ontology, { scores, tint }), [ontology, scores, tint])
  const drawables = useMemo(() => {
    if (areShapesHidden) return []
    const contested = new Set(snapshot.conflicts.flatMap(({ target }) => (target ? [target] : [])))
    return build(state, { contested, threshold: isThresholdShown ? threshold : null, hidden })
  }, [build, state, snapshot.conflicts, threshold, isThresholdShown, areShapesHidden, hidden])
  const fixed = useMemo(() => new Set([...locked, ...pinned]), [locked, pinned])
  const label = currentLabel(desk)
  const isReadOnly = desk.readOnly !== null
  const ownCutOut = useOwnCutOut(desk.asset)

  useEffect(() => {
    const pen = { color: label?.color ?? '#ffffff', tag: label?.name ?? '', template: label?.skeleton ?? null }
    stage?.show({
      drawables,
      selection,
      neighbours,
      rivals,
      tool,
      settings,
      view,
      turn,
      fixed,
      adjustments,
      isReadOnly,
      pen,
      ownCutOut,
    })
  }, [
    stage,
    drawables,
    selection,
    neighbours,
    rivals,
    tool,
    settings,
    view,
    turn,
    fixed,
    adjustments,
    isReadOnly,
    label,
    ownCutOut,
  ])

  useEffect(() => presence.tell({ selection: selection.slice(0, MOST_TOLD), tool }), [presence, selection, tool])

  // Somebody else may have taken away what is selected here.
  useEffect(() => {
    const isThere = (id: AnnotationId) => {
      const annotation = state.annotations.get(id)
      return annotation !== undefined && isVisible(annotation)
    }
    if (!selection.every(isThere)) desk.ui.setState({ selection: selection.filter(isThere) })
  }, [desk.ui, selection, state])
}
