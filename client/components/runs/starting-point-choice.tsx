import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Project } from '#shared/domain/project.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'

/** What a training starts from where nobody chose. */
export const BUILT_IN = 'auto'

interface Props {
  readonly project: Pick<Project, 'id' | 'task'>
  readonly value: string
  readonly onChange: (name: string) => void
}

/** Which network a training starts from; nothing where the project has only the one that comes with the product, or remembers what is good. */
export function StartingPointChoice({ project, value, onChange }: Props) {
  const { data: points = [] } = useQuery(queries.startingPoints(project.id))
  if (project.task === 'anomaly' || (points.length === 0 && value === BUILT_IN)) return null
  const names = [...new Set([...points.map(({ name }) => name), ...(value === BUILT_IN ? [] : [value])])]
  return (
    <Select
      label={t('Starting point')}
      description={t('For pretrained networks. One of your own is brought in the settings of the loop.')}
      data={[{ value: BUILT_IN, label: t('The network that comes with Labelloop') }, ...names]}
      value={value}
      onChange={(name) => onChange(name ?? BUILT_IN)}
      data-testid="starting-point"
    />
  )
}
