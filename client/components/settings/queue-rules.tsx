import { Select, TextInput } from '@mantine/core'
import { MetaKey } from '#shared/domain/asset-meta.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import { t } from '../../i18n.ts'
import styles from './queue-rules.module.css'
import { Rule, RuleFigure, RuleShare } from './rule.tsx'
import type { RulesProps } from './rules-props.ts'

type Order = LoopSettings['queue']['order']

const ORDERS = {
  uncertain: t('what would teach most'),
  random: t('any image'),
  name: t('the names in order'),
} as const satisfies Record<Order, string>

const REASONS = {
  uncertain: t(
    'First comes the image of which the model is most unsure and which stands for most of what resembles nothing labelled yet; look-alikes do not follow each other. Before the first model only the looks count. The order is made anew when the champion changes and when images come.',
  ),
  random: t('Every image is as likely as any other: what comes stands for all, and teaches less.'),
  name: t('One after the other, as the files are called.'),
} as const satisfies Record<Order, string>

/** What people get next. */
export function QueueRules({ loop: { queue }, change }: RulesProps) {
  return (
    <Rule title={t('Work queue')}>
      {t('Hand out')}
      <Select
        size="xs"
        display="inline-block"
        w={180}
        mx={6}
        aria-label={t('Order of the queue')}
        data={Object.entries(ORDERS).map(([value, label]) => ({ value, label }))}
        value={queue.order}
        onChange={(order) => change('queue', { order: (order ?? 'uncertain') as Order })}
      />
      {t('first, and')}
      <RuleShare
        label={t('Random share')}
        value={queue.randomShare}
        onChange={(randomShare) => change('queue', { randomShare })}
      />
      {t('at random, so that figures stay honest. An image that nobody touches for')}
      <RuleFigure
        label={t('Minutes of a reservation')}
        value={queue.reservationMinutes}
        min={1}
        suffix=" min"
        onChange={(reservationMinutes) => change('queue', { reservationMinutes })}
      />
      {t('goes back.')}
      <p className={styles.reason}>{REASONS[queue.order]}</p>
    </Rule>
  )
}

/** What is kept for judging. */
export function SplitRules({ loop: { split }, change }: RulesProps) {
  return (
    <Rule title={t('Split')}>
      {t('Of new images, keep')}
      <RuleShare
        label={t('Validation share')}
        value={split.validation}
        max={1 / 2}
        onChange={(validation) => change('split', { validation })}
      />
      {t('for validation and')}
      <RuleShare label={t('Test share')} value={split.test} max={1 / 2} onChange={(test) => change('split', { test })} />
      {t('for the test. An image stays in its split for ever, together with its near-duplicates and with all images that share')}
      <TextInput
        className={styles.name}
        size="xs"
        aria-label={t('Metadata that keeps images in one split')}
        placeholder={t('patient, site …')}
        value={split.by ?? ''}
        error={split.by !== null && !MetaKey.safeParse(split.by).success}
        onChange={(event) => change('split', { by: event.currentTarget.value.trim() || null })}
      />
      {t('in their metadata.')}
    </Rule>
  )
}

/** What is kept of people. */
export function PrivacyRule({ loop: { privacy }, change }: RulesProps) {
  return (
    <Rule title={t('Places')} enabled={privacy.places} onEnabled={(places) => change('privacy', { places })}>
      {t(
        'Keep where photographs were taken, as their files say it, beside the other metadata. Without it, imports leave places out; the files themselves stay as they came, and leave without them.',
      )}
    </Rule>
  )
}
