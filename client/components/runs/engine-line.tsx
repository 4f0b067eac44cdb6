import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EngineReport } from '#shared/domain/engine.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'

/** What the machine that trains learns on, and how much faster that is than what else it has; nothing before it was measured. */
export function EngineLine() {
  const { data: status } = useQuery(queries.status())
  const engines = status?.workers.find((worker) => worker.engines.length > 0)?.engines ?? []
  const [fastest, ...others] = engines
  if (!fastest?.available) return null
  return (
    <Text size="sm" c="dimmed" data-testid="engines">
      {t('Learns on {{engine}}: {{speed}} images a second through a small test network on this machine.', {
        engine: fastest.description,
        speed: count(fastest.imagesPerSecond),
      })}{' '}
      {others.map(besides).join(' ')}
    </Text>
  )
}

const besides = (report: EngineReport): string =>
  report.available
    ? t('{{engine}}: {{speed}}.', { engine: report.description, speed: count(report.imagesPerSecond) })
    : t('{{engine}} is not here: {{reason}}.', { engine: report.id, reason: report.reason })
