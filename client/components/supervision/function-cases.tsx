import { SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { FunctionCase, FunctionCaseKind } from '#shared/domain/labeling-function.ts'
import { paths } from '#shared/routes/data.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { QueryError } from '../query-error.tsx'
import styles from './function-cases.module.css'

const KINDS = [
  { value: 'votes', label: t('Where it votes') },
  { value: 'conflicts', label: t('Contradicted') },
  { value: 'wrong', label: t('Wrong') },
] as const satisfies readonly { value: FunctionCaseKind; label: string }[]

/** Images that show what a function does: what it says, what the others say, and what people decided. */
export function FunctionCases({ projectId, name }: { projectId: ProjectId; name: string }) {
  const [kind, setKind] = useState<FunctionCaseKind>('votes')
  const { data: cases, error, refetch } = useQuery(queries.functionCases(projectId, name, kind))
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        data={KINDS.map(({ value, label }) => ({ value, label }))}
        value={kind}
        onChange={(value) => setKind(value as FunctionCaseKind)}
      />
      {!cases && !error && <Skeleton height={140} />}
      {!cases && error && <QueryError what={t('The cases')} error={error} retry={() => void refetch()} />}
      {cases?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('None, as of the last time it voted.')}
        </Text>
      )}
      <div className={styles.grid}>
        {cases?.map((one) => (
          <Link
            key={`${one.assetId} ${one.on ?? one.says}`}
            to="/projects/$projectId/assets/$assetId"
            params={{ projectId, assetId: one.assetId }}
            className={styles.case}
            title={titleOf(one)}
            data-testid="function-case"
          >
            <img src={paths.thumbnail(projectId, one.assetId)} alt={one.image} loading="lazy" decoding="async" />
            <span className={styles.says}>{one.says}</span>
            {one.truth !== null && one.truth !== one.says && (
              <span className={styles.truth}>{t('it is {{truth}}', { truth: one.truth })}</span>
            )}
          </Link>
        ))}
      </div>
    </Stack>
  )
}

const titleOf = ({ image, others }: FunctionCase): string =>
  [image, ...others.map(({ name, says }) => `${name}: ${says}`)].join('\n')
