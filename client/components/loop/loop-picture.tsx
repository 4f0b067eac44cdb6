import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { isInForce, othersIn } from '#shared/domain/ensemble.ts'
import type { Overview } from '#shared/routes/projects.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { ChampionStation, GateStation } from './champion-stations.tsx'
import { activeArrows, runningJob } from './loop-activity.ts'
import { LoopArrows } from './loop-arrows.tsx'
import styles from './loop-picture.module.css'
import { NextTraining } from './next-training.tsx'
import { PeopleStations } from './people-stations.tsx'
import { Prelabelling } from './prelabelling.tsx'
import { SnapshotStation, TrainingStation } from './training-stations.tsx'
import { usePlaces } from './use-places.ts'

const RETURN_ABOVE_BOTTOM = 16

/** The loop as it is now: what is at each station, what moves between them, and the way back that makes it a loop. */
export function LoopPicture({ overview }: { overview: Overview }) {
  const frame = useRef<HTMLDivElement>(null)
  const { width, height, places } = usePlaces(frame)
  const { data: jobs = [] } = useQuery(queries.jobs(overview.project.id))
  const { champion } = overview.project
  const { data: ensemble = null } = useQuery(queries.ensemble(overview.project.id))
  const others = ensemble && isInForce(overview.project, ensemble) ? othersIn(ensemble).length : 0
  return (
    <section className={styles.scroll} aria-label={t('The loop')} data-testid="loop-picture">
      <div ref={frame} className={styles.picture}>
        <LoopArrows
          width={width}
          height={height}
          places={places}
          returnAt={height - RETURN_ABOVE_BOTTOM}
          active={activeArrows(overview, jobs)}
          closed={champion !== null}
        />
        <PeopleStations overview={overview} importing={runningJob(jobs, 'import') ?? runningJob(jobs, 'sample')} />
        <SnapshotStation overview={overview} />
        <TrainingStation overview={overview} />
        <GateStation overview={overview} />
        <ChampionStation overview={overview} />
        <NextTraining overview={overview} />
        <Prelabelling champion={champion} others={others} job={runningJob(jobs, 'prelabel')} />
      </div>
    </section>
  )
}
