import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { TrackId } from '#shared/domain/ids.ts'
import { asKeyframe } from '#shared/domain/track.ts'
import type { TrackRun } from '#shared/routes/videos.ts'
import { bounds } from '#shared/shapes/index.ts'
import { t } from '../i18n.ts'
import { type Desk, decisionsOf, freeSelectionOf, isLocked, say, selectionOf, stateOf } from '../workbench/desk.ts'
import { carryTo, placeFrom, tellOn } from './other-frames.ts'
import { cutting, isTracked, joining, leaving, newTrack, returning, tracking } from './track-changes.ts'
import { extentOf, frameAfter, frameNumber, marksOf, nearestKeyframe, type Video } from './video.ts'

/** A press of Space that is shorter plays, a longer one was for moving the image. Milliseconds. */
const TAP_MS = 250

/** Going through a video, and objects as tracks through it. */
export const videoActs = {
  /** Told when Space goes down and again, without a key, when it comes up. */
  play(desk: Desk, key: string) {
    const { heldSince, isPlaying } = desk.ui.getState()
    // A shape in the making must not be left by a slip of the thumb.
    if (desk.stage?.isBusy()) return desk.ui.setState({ heldSince: null })
    if (key !== '') return desk.ui.setState({ heldSince: performance.now() })
    if (heldSince !== null && performance.now() - heldSince < TAP_MS) desk.ui.setState({ isPlaying: !isPlaying })
    desk.ui.setState({ heldSince: null })
  },
  stepForward: (desk: Desk) => step(desk, desk.ui.getState().reach),
  stepBack: (desk: Desk) => step(desk, -desk.ui.getState().reach),
  nextKeyframe: (desk: Desk) => goToMark(desk, (marks, now) => marks.find((mark) => mark > now)),
  previousKeyframe: (desk: Desk) => goToMark(desk, (marks, now) => marks.filter((mark) => mark < now).at(-1)),
  /** The first makes a track; on another frame it says where the object is there; again takes that back. */
  keyframe(desk: Desk) {
    const video = videoOf(desk)
    if (!video || isLocked(desk)) return
    const selection = freeSelectionOf(desk).filter(({ shape }) => bounds(shape))
    if (selection.length > 0) return desk.annotations.change(toggled(desk, video, selection))
    const { track, trackSeenOn } = desk.ui.getState()
    const run = currentRun(desk, video)
    // A track made a moment ago is not among those that the server has told of.
    const from = (run && nearestKeyframe(video, run, frameNumber(video))) ?? trackSeenOn
    if (!track || !from) return say(desk, t('Select an object: K makes a track of it.'))
    void placeFrom(desk, from, track).then((note) => say(desk, note))
  },
  /** From here on it is gone, or there after all. */
  outside(desk: Desk) {
    if (!videoOf(desk) || isLocked(desk)) return
    const selected = freeSelectionOf(desk).filter(isTracked)
    if (selected.length > 0) {
      desk.annotations.change(selected.map(leaving))
      return desk.ui.setState({ selection: [] })
    }
    const gone = [...(stateOf(desk)?.annotations.values() ?? [])].filter(isGone(desk.ui.getState().track))
    if (gone.length === 0) return say(desk, t('Select an object of a track: O says that it is gone from here on.'))
    desk.annotations.change(gone.map((annotation) => returning(annotation, decisionsOf(desk).verdict)))
    desk.ui.setState({ selection: gone.map(({ id }) => id) })
  },
  /** Once on each of two tracks: the later one becomes the rest of the earlier one. */
  mergeTracks(desk: Desk) {
    const video = videoOf(desk)
    const [selected] = selectionOf(desk).filter(isTracked)
    if (!video || isLocked(desk)) return
    if (!selected) return say(desk, t('Select an object of a track first: K makes one.'))
    const { merging } = desk.ui.getState()
    if (merging === selected.track.id) {
      desk.ui.setState({ merging: null })
      return say(desk, null)
    }
    if (merging === null) {
      desk.ui.setState({ merging: selected.track.id })
      return say(desk, t('Track {{number}}: now select the object that goes on with it, and press M.', selected.track))
    }
    desk.ui.setState({ merging: null })
    const runs = [merging, selected.track.id].map((id) => video.tracks.find((run) => run.id === id))
    const [earlier, later] = runs.flatMap((run) => run ?? []).sort((a, b) => startOf(a) - startOf(b))
    if (!earlier || !later || (extentOf(earlier)?.[1] ?? 0) >= startOf(later))
      return say(desk, t('These tracks are on the same frames: only one after the other makes one.'))
    void tellOn(desk, video, startOf(later), (annotation) =>
      isTracked(annotation) && annotation.track.id === later.id ? [joining(annotation, earlier)] : [],
    ).then((note) => say(desk, note ?? t('Tracks {{earlier}} and {{later}} are one.', numbersOf(earlier, later))))
  },
  splitTrack(desk: Desk) {
    const video = videoOf(desk)
    const [selected] = freeSelectionOf(desk).filter(isTracked)
    if (!video || !selected) return say(desk, t('Select an object of a track first: K makes one.'))
    const run = video.tracks.find(({ id }) => id === selected.track.id)
    if (!run || startOf(run) >= frameNumber(video)) return say(desk, t('The track begins here: there is nothing to cut off.'))
    const track = newTrack(video.tracks, stateOf(desk)?.annotations.values() ?? [])
    desk.annotations.change(cutting(selected, track))
  },
  /** The selected (or all) go on unchanged for some frames. */
  propagate(desk: Desk) {
    const video = videoOf(desk)
    if (!video || isLocked(desk)) return
    const { reach } = desk.ui.getState()
    const target = frameAfter(video, reach)
    if (!target) return say(desk, t('This is the last frame.'))
    const selected = selectionOf(desk)
    const chosen = (selected.length > 0 ? selected : decided(desk)).filter(({ shape }) => bounds(shape))
    if (chosen.length === 0) return say(desk, t('There is no shape to copy.'))
    void carryTo(desk, target, withTracks(desk, video, chosen)).then((note) => say(desk, note))
  },
} as const

function step(desk: Desk, steps: number): void {
  const target = desk.video && frameAfter(desk.video, steps)
  if (target) desk.visit(target.assetId)
}

function goToMark(desk: Desk, choose: (marks: readonly number[], now: number) => number | undefined) {
  const video = videoOf(desk)
  const run = video && currentRun(desk, video)
  if (!video || !run) return say(desk, t('Select an object of a track first: K makes one.'))
  const wanted = choose(marksOf(run), frameNumber(video))
  const frame = video.frames.find((one) => one.frame === wanted)
  if (frame) desk.visit(frame.assetId)
  else say(desk, t('There is no other keyframe on that side.'))
}

function videoOf(desk: Desk): Video | null {
  if (!desk.video) say(desk, t('This image is no frame of a video.'))
  return desk.video
}

const currentRun = (desk: Desk, { tracks }: Video): TrackRun | null =>
  tracks.find(({ id }) => id === desk.ui.getState().track) ?? null

// The only keyframe of a track: without it, it is an annotation of one image again.
function toggled(desk: Desk, video: Video, selection: readonly Annotation[]) {
  const { verdict } = decisionsOf(desk)
  const tracks = [...video.tracks]
  return selection.map((annotation) => {
    const { track } = annotation
    if (!track) {
      const made = newTrack(tracks, stateOf(desk)?.annotations.values() ?? [])
      tracks.push({ ...made, label: annotation.label, spans: [], keyframes: [], outside: [] })
      desk.ui.setState({ track: made.id, trackSeenOn: desk.asset.id })
      return tracking(annotation, made, verdict)
    }
    if (!track.keyframe) return tracking(annotation, asKeyframe(track), verdict)
    const marks = tracks.find(({ id }) => id === track.id)?.keyframes ?? []
    const isOnly = marks.every((mark) => mark === frameNumber(video))
    return tracking(annotation, isOnly ? null : { ...track, keyframe: false }, verdict)
  })
}

// Those that are no tracks yet become some, as one step.
function withTracks(desk: Desk, video: Video, chosen: readonly Annotation[]): Annotation[] {
  const untracked = chosen.filter((annotation) => !isTracked(annotation))
  const ids = new Set(chosen.map(({ id }) => id))
  if (untracked.length > 0) desk.annotations.change(toggled(desk, video, untracked))
  return [...(stateOf(desk)?.annotations.values() ?? [])].filter(({ id }) => ids.has(id))
}

const isGone =
  (track: TrackId | null) =>
  (annotation: Annotation): annotation is Annotation & { track: NonNullable<Annotation['track']> } =>
    annotation.status === 'deleted' && annotation.track?.outside === true && annotation.track.id === track

const decided = (desk: Desk): Annotation[] =>
  [...(stateOf(desk)?.annotations.values() ?? [])].filter(
    (annotation) => isVisible(annotation) && annotation.status !== 'suggested',
  )

const startOf = (run: TrackRun): number => extentOf(run)?.[0] ?? 0
const numbersOf = (earlier: TrackRun, later: TrackRun) => ({ earlier: earlier.number, later: later.number })
