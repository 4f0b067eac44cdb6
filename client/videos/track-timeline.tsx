import { useMemo } from 'react'
import { isVisible } from '#shared/domain/annotation.ts'
import { labelNamed } from '#shared/ontology.ts'
import type { TrackRun } from '#shared/routes/videos.ts'
import { t } from '../i18n.ts'
import type { Desk } from '../workbench/desk.ts'
import { stateOf } from '../workbench/desk.ts'
import { useDeskState, useOpenDesk } from '../workbench/desk-context.ts'
import styles from './track-timeline.module.css'
import { extentOf, type Video } from './video.ts'

/** The tracks of a video, a line each: where it runs, where it was drawn, where it is gone. */
export function TrackTimeline({ video }: { readonly video: Video }) {
  const { desk } = useOpenDesk()
  const inHand = useDeskState((ui) => ui.track)
  const { frames, place, tracks } = video
  const places = useMemo(() => new Map(frames.map(({ frame }, index) => [frame, index])), [frames])
  if (tracks.length === 0)
    return <p className={styles.empty}>{t('No tracks yet: select an object and press K, go on, and press K there.')}</p>
  const share = (frame: number, after = 0): string => `${(((places.get(frame) ?? 0) + after) / frames.length) * 100}%`
  const width = ([first, last]: readonly [number, number]): string =>
    `${(((places.get(last) ?? 0) + 1 - (places.get(first) ?? 0)) / frames.length) * 100}%`
  return (
    <ul className={styles.tracks} aria-label={t('Tracks')} data-testid="tracks">
      {tracks.map((run) => (
        <li key={run.id}>
          <button
            type="button"
            className={styles.track}
            aria-pressed={run.id === inHand}
            aria-label={nameOf(run)}
            onClick={() => take(desk, video, run)}
          >
            <span className={styles.name}>{`${run.number} ${run.label}`}</span>
            <span className={styles.line}>
              {run.spans.map((span) => (
                <span
                  key={span[0]}
                  className={styles.span}
                  style={{
                    insetInlineStart: share(span[0]),
                    width: width(span),
                    background: labelNamed(desk.project.ontology, run.label)?.color ?? 'var(--ink-faint)',
                  }}
                />
              ))}
              {run.keyframes.map((frame) => (
                <span key={frame} className={styles.keyframe} style={{ insetInlineStart: share(frame, 0.5) }} />
              ))}
              {run.outside.map((frame) => (
                <span key={frame} className={styles.outside} style={{ insetInlineStart: share(frame) }} />
              ))}
              <span className={styles.now} style={{ insetInlineStart: `${((place + 0.5) / frames.length) * 100}%` }} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function nameOf(run: TrackRun): string {
  const [first, last] = extentOf(run) ?? [0, 0]
  return t('Track {{number}}, {{label}}, frames {{first}} to {{last}}', { number: run.number, label: run.label, first, last })
}

// Selected where it is on the open frame; else one goes to where it begins.
function take(desk: Desk, { frames }: Video, run: TrackRun): void {
  const here = [...(stateOf(desk)?.annotations.values() ?? [])].find(
    (annotation) => isVisible(annotation) && annotation.track?.id === run.id,
  )
  desk.ui.setState({ track: run.id, ...(here && { selection: [here.id], tool: 'select' }) })
  const first = frames.find(({ frame }) => frame === extentOf(run)?.[0])
  if (!here && first) desk.visit(first.assetId)
}
