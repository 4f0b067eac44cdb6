import { Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { FunctionFigures, LabelingFunction } from '#shared/domain/labeling-function.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { count, percent } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import styles from './function-row.module.css'
import { sourceWord } from './source-words.ts'

interface Props {
  readonly fn: LabelingFunction
  /** From the last application; absent where it was not part of it. */
  readonly figures: FunctionFigures | undefined
  readonly mayChange: boolean
  readonly onOpen: () => void
}

/** One labeling function of the table; figures of an older version are faint. */
export function FunctionRow({ fn, figures, mayChange, onOpen }: Props) {
  const cache = useQueryClient()
  const turn = useAct(async (on: boolean) => {
    const params = { projectId: fn.projectId, name: fn.name }
    await call(routes.supervision.change, { params, body: { base: fn.version, state: on ? 'on' : 'off' } })
    await cache.invalidateQueries(queries.labelingFunctions(fn.projectId))
  })
  const share = (value: number | undefined) => (value === undefined ? '–' : percent(value))
  return (
    <tr data-link={mayChange} onClick={mayChange ? onOpen : undefined} data-testid="function-row">
      <td>
        {mayChange ? (
          // Its click goes on to the row: it is there for the keyboard.
          <button type="button" className={styles.name}>
            {fn.name}
          </button>
        ) : (
          <b>{fn.name}</b>
        )}
        <div className={styles.soft}>{sourceWord(fn.source)}</div>
        {figures?.failure && (
          <div className={styles.failure}>{t('Could not vote: {{reason}}', { reason: translated(figures.failure) })}</div>
        )}
      </td>
      <td className={styles.soft}>{figures?.polarity.join(', ') || '–'}</td>
      <td data-number="true">{share(figures?.coverage)}</td>
      <td data-number="true">{share(figures?.overlaps)}</td>
      <td data-number="true">{share(figures?.conflicts)}</td>
      <td data-number="true">{figures ? `${count(figures.correct)} / ${count(figures.incorrect)}` : '–'}</td>
      <td data-number="true">
        {figures?.accuracy
          ? t('{{value}} ({{low}} to {{high}})', {
              value: percent(figures.accuracy.value),
              low: percent(figures.accuracy.low),
              high: percent(figures.accuracy.high),
            })
          : '–'}
      </td>
      <td data-number="true">{figures?.believed == null ? '–' : percent(figures.believed)}</td>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keeps a click on the switch from opening the row */}
      <td onClick={(event) => event.stopPropagation()}>
        <Switch
          size="sm"
          checked={fn.state === 'on'}
          disabled={!mayChange || turn.isPending}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
          aria-label={t('Votes')}
        />
      </td>
    </tr>
  )
}
