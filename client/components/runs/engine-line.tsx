import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EngineId, EngineReport } from '#shared/domain/engine.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'

const NAMES: Readonly<Record<EngineId, string>> = { tensorflow: 'TensorFlow', webgpu: 'WebGPU', wasm: 'WebAssembly' }

/** What the machine that trains learns on, and what else it has, as measured there; nothing before it was measured. */
export function EngineLine() {
  const { data: status } = useQuery(queries.status())
  const engines = status?.workers.find((worker) => worker.engines.length > 0)?.engines ?? []
  const [fastest, ...others] = engines
  if (!fastest?.available) return null
  return (
    <Text size="xs" c="dimmed" data-testid="engines">
      {t('Learns on {{engine}}.', { engine: fastest.description })}{' '}
      {others.map((report) => besides(report, fastest.imagesPerSecond)).join(' ')}
    </Text>
  )
}

const besides = (report: EngineReport, best: number): string =>
  report.available
    ? t('{{engine}} takes {{times}} times as long.', { engine: NAMES[report.id], times: count(best / report.imagesPerSecond) })
    : t('No {{engine}}: {{reason}}.', { engine: NAMES[report.id], reason: report.reason })
