import { Button, Loader } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Project } from '#shared/domain/project.ts'
import type { PreviewObject } from '#shared/routes/augmentation.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { QueryError } from '../query-error.tsx'
import styles from './augmentation-preview.module.css'
import { AugmentationStrengths, type ChosenAugmentation } from './augmentation-strengths.tsx'

const PICTURES = 6
/** A slider that is still moving asks for nothing. */
const SETTLED_MS = 250
const POINT_RADIUS = 0.008

type PanelProps = { project: Project; chosen: ChosenAugmentation; onChange: (chosen: ChosenAugmentation) => void }

/** How training images are varied: every part with its strength, beside approved images as a training would see them. */
export function AugmentationPreview({ project, chosen, onChange }: PanelProps) {
  const [seed, setSeed] = useState(0)
  const [parameters] = useDebouncedValue(chosen, SETTLED_MS)
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['augmentation', project.id, parameters, seed],
    queryFn: ({ signal }) =>
      call(
        routes.augmentation.preview,
        { params: { projectId: project.id }, body: { parameters, seed, count: PICTURES } },
        signal,
      ),
    placeholderData: keepPreviousData,
  })
  if (error) return <QueryError what={t('The preview')} error={error} retry={refetch} />
  if (!data) return <Loader size="sm" />
  const colorOf = (label: string) => project.ontology.labels.find(({ name }) => name === label)?.color ?? 'var(--ink-faint)'
  return (
    <div className={styles.panel} data-testid="augmentation-panel">
      <AugmentationStrengths decided={data.augmentation} chosen={chosen} onChange={onChange} />
      <div>
        {data.images.length === 0 && <p className={styles.none}>{t('Approve some images to see them varied here.')}</p>}
        <div className={styles.pictures} aria-busy={isFetching}>
          {data.images.map(({ picture, width, height, objects }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pictures have no other name than their place
            <figure key={place} className={styles.picture} style={{ aspectRatio: width / height }} data-testid="augmented-image">
              <img src={picture} alt={t('An approved image as a training would see it')} />
              <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
                {objects.map((object, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: objects have no other name than their place
                  <ObjectOutline key={index} object={object} color={colorOf(object.label)} />
                ))}
              </svg>
              <figcaption>{wholeLabels(objects)}</figcaption>
            </figure>
          ))}
        </div>
        <Button variant="default" size="xs" mt="xs" onClick={() => setSeed(seed + 1)} data-testid="other-pictures">
          {t('Other pictures')}
        </Button>
      </div>
    </div>
  )
}

function ObjectOutline({ object: { rings, points, weight }, color }: { object: PreviewObject; color: string }) {
  return (
    <g stroke={color} fill={color} opacity={weight}>
      <path d={rings.map(pathOf).join(' ')} fillOpacity={0.12} fillRule="evenodd" vectorEffect="non-scaling-stroke" />
      {points.map(([x, y]) => (
        <circle key={`${x},${y}`} cx={x} cy={y} r={POINT_RADIUS} stroke="none" />
      ))}
    </g>
  )
}

/** Labels of the whole image have no outline: they are written below it. */
function wholeLabels(objects: readonly PreviewObject[]): string {
  return objects
    .filter(({ rings, points }) => rings.length === 0 && points.length === 0)
    .map(({ label }) => label)
    .join(', ')
}

function pathOf(ring: readonly number[]): string {
  const corners = ring.flatMap((value, at) => (at % 2 === 0 ? [`${value} ${ring[at + 1]}`] : []))
  return `M${corners.join('L')}Z`
}
