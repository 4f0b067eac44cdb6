import { UnstyledButton } from '@mantine/core'
import {
  IconArrowsExchange,
  IconChevronRight,
  IconCrop,
  IconCut,
  IconFileX,
  IconFold,
  IconPencil,
  type TablerIcon,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { ImportReport, Loss, LossKind } from '#shared/routes/data.ts'
import { count, counted } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { LossExamples, type LossPictures } from './loss-examples.tsx'
import styles from './loss-list.module.css'

interface Kind {
  readonly title: string
  readonly sentence: string
  readonly Icon: TablerIcon
  readonly tone: 'warn' | 'bad' | 'quiet'
}

const KINDS = {
  refused: {
    title: t('Refused'),
    sentence: t('Not taken, each for a reason that you can do something about.'),
    Icon: IconFileX,
    tone: 'bad',
  },
  'left-out': { title: t('Left out'), sentence: t('There is no place for it.'), Icon: IconCut, tone: 'warn' },
  clipped: {
    title: t('Clipped'),
    sentence: t('Reaches over the edge of its image; what lies inside is kept.'),
    Icon: IconCrop,
    tone: 'warn',
  },
  converted: {
    title: t('Converted'),
    sentence: t('Kept as something near it.'),
    Icon: IconArrowsExchange,
    tone: 'quiet',
  },
  merged: { title: t('Merged'), sentence: t('Several became one.'), Icon: IconFold, tone: 'quiet' },
  renamed: { title: t('Renamed'), sentence: t('Under another name now.'), Icon: IconPencil, tone: 'quiet' },
} as const satisfies Record<LossKind, Kind>
// Worst first.
const ORDER = Object.keys(KINDS) as LossKind[]
const REJECTED_AT_FIRST = 5

interface Props {
  readonly losses: readonly Loss[]
  readonly rejected?: ImportReport['rejected']
  readonly pictures: LossPictures
}

/** What could not be kept as it was, by kind: how often, and cases to look at. Nothing where everything was. */
export function LossList({ losses, rejected = [], pictures }: Props) {
  const kinds = ORDER.map((kind) => ({
    kind,
    losses: losses.filter((loss) => loss.kind === kind),
    rejected: kind === 'refused' ? rejected : [],
  })).filter(({ losses: own, rejected: files }) => own.length + files.length > 0)
  if (kinds.length === 0) return null
  return (
    <div className={styles.list} data-testid="losses">
      {kinds.map((one) => (
        <KindOfLoss key={one.kind} {...one} pictures={pictures} isOpenAtFirst={one.kind === kinds[0]?.kind} />
      ))}
    </div>
  )
}

interface KindProps extends Required<Props> {
  readonly kind: LossKind
  readonly isOpenAtFirst: boolean
}

function KindOfLoss({ kind, losses, rejected, pictures, isOpenAtFirst }: KindProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const { title, sentence, Icon, tone } = KINDS[kind]
  const total = losses.reduce((sum, loss) => sum + loss.count, rejected.length)
  return (
    <section className={styles.kind} data-tone={tone} data-testid={`loss-${kind}`}>
      <UnstyledButton className={styles.head} onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
        <Icon size={16} stroke={1.6} className={styles.icon} />
        <b>{title}</b>
        <span className={styles.count}>{count(total)}</span>
        <span className={styles.sentence}>{sentence}</span>
        <IconChevronRight size={15} className={styles.chevron} data-open={isOpen} />
      </UnstyledButton>
      {isOpen && (
        <ul className={styles.findings}>
          {losses.map((loss) => (
            <li key={loss.what}>
              <p>
                <span className={styles.times}>{count(loss.count)}</span> {translated(loss.what)}
              </p>
              <LossExamples loss={loss} pictures={pictures} />
            </li>
          ))}
          {rejected.length > 0 && <Rejected rejected={rejected} />}
        </ul>
      )}
    </section>
  )
}

function Rejected({ rejected }: Pick<ImportReport, 'rejected'>) {
  const [all, setAll] = useState(false)
  return (
    <li>
      <p>{t('{{files}} could not be taken:', { files: counted(rejected.length, 'file') })}</p>
      <ul className={styles.files}>
        {rejected.slice(0, all ? undefined : REJECTED_AT_FIRST).map(({ file, reason }) => (
          <li key={`${file}:${reason}`}>
            <code>{file}</code> {translated(reason)}
          </li>
        ))}
      </ul>
      {!all && rejected.length > REJECTED_AT_FIRST && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('Show all {{files}}', { files: count(rejected.length) })}
        </button>
      )}
    </li>
  )
}
