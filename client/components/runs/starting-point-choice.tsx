import { Select, type SelectProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Project } from '#shared/domain/project.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'

/** What a training starts from where nobody chose. */
const BUILT_IN = 'auto'

/** What the trainings of a project start from where nobody says otherwise. */
export const usualStart = ({ loop }: Pick<Project, 'loop'>): string => String(loop.training.parameters.startingPoint ?? BUILT_IN)

interface Props extends Pick<SelectProps, 'size' | 'display' | 'w' | 'mx' | 'label' | 'aria-label' | 'description'> {
  readonly project: Pick<Project, 'id' | 'task'>
  readonly value: string
  readonly onChange: (name: string) => void
  /** What stands before and behind the choice, in a sentence. */
  readonly around?: readonly [ReactNode, ReactNode]
}

/** Which network a training starts from; nothing where the project has only the one that comes with the product, or remembers what is good. */
export function StartingPointChoice({ project, value, onChange, around = ['', ''], ...look }: Props) {
  const { data: points = [] } = useQuery(queries.startingPoints(project.id))
  if (project.task === 'anomaly' || (points.length === 0 && value === BUILT_IN)) return null
  const names = [...new Set([...points.map(({ name }) => name), ...(value === BUILT_IN ? [] : [value])])]
  return (
    <>
      {around[0]}
      <Select
        {...look}
        data={[{ value: BUILT_IN, label: t('The network that comes with Labelloop') }, ...names]}
        value={value}
        onChange={(name) => onChange(name ?? BUILT_IN)}
        data-testid="starting-point"
      />
      {around[1]}
    </>
  )
}
