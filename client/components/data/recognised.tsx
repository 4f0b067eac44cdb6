import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ImportReport } from '#shared/routes/data.ts'
import { duration } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './recognised.module.css'
import { useFormatTitle } from './use-format-title.ts'

interface Props {
  readonly report: ImportReport
  /** Looks at the same files as another format; absent where it is too late for that. */
  readonly onReadAs?: (format: string) => void
}

/** As what an import was read and why, and what else it could be, to choose from. */
export function Recognised({ report, onReadAs }: Props) {
  const titleOf = useFormatTitle()
  const { why, others } = report.recognised
  return (
    <span className={styles.line}>
      {t('read as {{format}} in {{time}}', { format: titleOf(report.format), time: duration(report.seconds) })}
      {why !== '' && <span data-testid="why-format">: {translated(why)}</span>}
      {onReadAs && others.length > 0 && (
        <Menu width={340} position="bottom-start">
          <Menu.Target>
            <UnstyledButton className={styles.other} data-testid="other-formats">
              {t('or as something else')} <IconChevronDown size={12} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ format, why: evidence }) => (
              <Menu.Item key={format} onClick={() => onReadAs(format)}>
                <b>{titleOf(format)}</b>
                <small className={styles.evidence}>{translated(evidence)}</small>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  )
}
