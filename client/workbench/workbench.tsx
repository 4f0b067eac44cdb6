import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { AssetId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { Project } from '#shared/domain/project.ts'
import { may } from '#shared/policy.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'
import type { Stage } from '../canvas/stage.ts'
import { useChampionAtHand } from '../champion/use-champion-at-hand.ts'
import { queries } from '../queries.ts'
import { PageError } from '../routes/page-error.tsx'
import { useTrackInHand } from '../videos/use-track-in-hand.ts'
import { useVideo } from '../videos/use-video.ts'
import { VideoPanel } from '../videos/video-panel.tsx'
import type { Desk, WorkRole } from './desk.ts'
import { DeskContext } from './desk-context.ts'
import { Filmstrip } from './filmstrip.tsx'
import { useRememberedAdjustments } from './image-adjustments.ts'
import { KeySheet } from './key-sheet.tsx'
import { useBindings } from './keys/use-bindings.ts'
import { usePaletteActs } from './keys/use-palette-acts.ts'
import { LabelBar } from './label-bar.tsx'
import { readOnlyReason, roleFor } from './role.ts'
import { SideTabs } from './side-tabs.tsx'
import { StageArea } from './stage-area.tsx'
import { panelOf } from './task-panel.ts'
import { ToolPanel } from './tool-panel.tsx'
import { ToolRail } from './tool-rail.tsx'
import { TopBar } from './top-bar.tsx'
import { useAnnotationSessions, useAnnotationStore, useSnapshot } from './use-annotation-sessions.ts'
import { useJourney } from './use-journey.ts'
import { useOtherImages } from './use-other-images.ts'
import { usePresence } from './use-presence.ts'
import { useWorkbenchKeys } from './use-workbench-keys.ts'
import { WorkbenchFrame } from './workbench-frame.tsx'
import { createWorkbenchState } from './workbench-state.ts'

interface Props {
  readonly project: Project
  readonly assetId: AssetId
  readonly user: User
  readonly wantedRole: WorkRole | undefined
}

/** The workbench of one project: its asset changes, the desk stays. */
export function Workbench({ project, assetId, user, wantedRole }: Props) {
  const [ui] = useState(createWorkbenchState)
  const [stage, setStage] = useState<Stage | null>(null)
  const sessions = useAnnotationSessions(user.id)
  const annotations = useAnnotationStore(sessions, assetId)
  const snapshot = useSnapshot(annotations)
  const shownId = annotations?.assetId ?? assetId
  const presence = usePresence(shownId)
  const place = useQuery(queries.asset(project.id, assetId))
  const journey = useJourney({ ui, project, assetId, place: place.data ?? null, wantedRole })
  const others = useOtherImages(sessions, place.data?.next ?? null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another image, an empty hand
  useEffect(() => {
    ui.setState({ selection: [], lastDrawn: null, isThresholdShown: false, search: '', note: null })
  }, [ui, shownId])

  const asset = snapshot?.asset ?? null
  const state = snapshot?.state ?? null
  const video = useVideo(project.id, asset)
  useTrackInHand(ui, state)
  const mayReview = may(user, 'asset:review', project.id)
  const role = useStartingRole(annotations, wantedRole, mayReview)
  const open = useMemo(() => {
    if (!annotations || !snapshot || !asset || !state) return null
    const isLeaving = annotations.assetId !== assetId
    const readOnly = readOnlyReason({
      status: state.status,
      isLeaving,
      mayReview,
      mayDraw: may(user, 'annotation:draw', project.id),
    })
    const desk: Desk = { ui, annotations, stage, project, asset, video, role, mayReview, readOnly, ...others, ...journey }
    return { desk, snapshot, state }
  }, [annotations, snapshot, asset, state, assetId, mayReview, user, project, role, ui, stage, journey, others, video])

  const current = useRef<Desk | null>(null)
  current.current = open?.desk ?? null
  const bindings = useBindings()
  useWorkbenchKeys(current, bindings)
  usePaletteActs(current, bindings)
  useRememberedAdjustments(ui, project.id)
  useChampionAtHand(project.id, project.champion)

  if (snapshot?.failure && !open)
    return <PageError error={new Error(snapshot.failure.message)} reset={() => void annotations?.resume()} />
  if (!open) return <WorkbenchFrame />
  const Panel = panelOf(project.task)
  return (
    <DeskContext value={open}>
      <WorkbenchFrame
        top={<TopBar presence={presence} place={place.data ?? null} />}
        left={<ToolRail />}
        tool={<ToolPanel />}
        stage={<StageArea key={shownId} presence={presence} onStage={setStage} />}
        timeline={open.desk.asset.video && <VideoPanel video={video} />}
        right={<SideTabs objects={<Panel />} />}
        bottom={
          <>
            <LabelBar />
            <Filmstrip projectId={project.id} assetId={assetId} />
          </>
        }
      />
      <KeySheet />
    </DeskContext>
  )
}

// Decided when an asset is opened: work on it changes its status, not who one is.
function useStartingRole(annotations: AnnotationStore | null, wanted: WorkRole | undefined, mayReview: boolean): WorkRole {
  return useMemo(
    () => roleFor(wanted, mayReview, annotations?.getSnapshot().asset?.status ?? 'new'),
    [annotations, wanted, mayReview],
  )
}
