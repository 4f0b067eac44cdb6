import { Select } from '@mantine/core'
import type { LoopSettings } from '#shared/domain/project.ts'
import { t } from '../../i18n.ts'
import { Rule, RuleFigure, RuleShare } from './rule.tsx'
import type { RulesProps } from './rules-props.ts'

/** How a model that passed becomes the champion; two settings that only make sense together are one choice. */
const WAYS = ['itself', 'approved', 'hand'] as const
type Way = (typeof WAYS)[number]
const WAY_TITLES: Readonly<Record<Way, string>> = {
  itself: t('by itself'),
  approved: t('once a manager approves'),
  hand: t('only when somebody promotes it'),
}
const ROLLOUT_TITLES: Readonly<Record<LoopSettings['gate']['rollout'], string>> = {
  all: t('all images at once'),
  canary: t('a tenth of the images, until corrections show that it is no worse'),
}

/** What a model must do to pass, who agrees, and where it begins. */
export function GateRules({ loop: { gate }, change }: RulesProps) {
  const set = (values: Partial<LoopSettings['gate']>) => change('gate', values)
  return (
    <>
      <Rule title={t('Gate')}>
        {t('A model that passes becomes the champion')}
        <Select
          size="xs"
          display="inline-block"
          w={250}
          mx={6}
          allowDeselect={false}
          aria-label={t('How a model that passed becomes the champion')}
          data={WAYS.map((value) => ({ value, label: WAY_TITLES[value] }))}
          value={wayOf(gate)}
          onChange={(way) => set(settingsOf(way as Way))}
          data-testid="gate-way"
        />
        {t('and begins on')}
        <Select
          size="xs"
          display="inline-block"
          w={430}
          mx={6}
          allowDeselect={false}
          disabled={wayOf(gate) === 'hand'}
          aria-label={t('Where it begins')}
          data={(['all', 'canary'] as const).map((value) => ({ value, label: ROLLOUT_TITLES[value] }))}
          value={gate.rollout}
          onChange={(rollout) => set({ rollout: rollout as 'all' | 'canary' })}
        />
      </Rule>
      <Rule title={t('What passes')}>
        {t('A model that is better on the test split by at least')}
        <RuleShare
          label={t('Least gain in points')}
          value={gate.leastGain}
          suffix=""
          onChange={(leastGain) => set({ leastGain })}
        />
        {t('points, in')}
        <RuleShare label={t('Share of the resamples')} value={gate.certainty} onChange={(certainty) => set({ certainty })} />
        {t('of the resamples, with no label worse than it may lose; that answers within')}
        <RuleFigure
          label={t('Latency cap')}
          value={gate.latencyCapMs}
          min={1}
          suffix=" ms"
          placeholder={t('no limit')}
          onChange={(latencyCapMs) => set({ latencyCapMs })}
          onEmpty={() => set({ latencyCapMs: null })}
        />
        {t('an image, takes at most')}
        <RuleFigure
          label={t('Size cap')}
          value={gate.sizeCapMb}
          min={0.1}
          suffix={` ${t('MB')}`}
          placeholder={t('no limit')}
          onChange={(sizeCapMb) => set({ sizeCapMb })}
          onEmpty={() => set({ sizeCapMb: null })}
        />
        {t('and whose scores are off by no more than the champion’s and')}
        <RuleShare
          label={t('Calibration margin in points')}
          value={gate.calibrationMargin}
          suffix=""
          placeholder={t('no limit')}
          onChange={(calibrationMargin) => set({ calibrationMargin })}
          onEmpty={() => set({ calibrationMargin: null })}
        />
        {t('points.')}
      </Rule>
      <Rule
        title={t('Newest images')}
        enabled={gate.newest.enabled}
        onEnabled={(enabled) => set({ newest: { ...gate.newest, enabled } })}
      >
        {t('On what was approved since the champion’s snapshot and neither model learned from, it may lose at most')}
        <RuleShare
          label={t('Points it may lose on the newest images')}
          value={gate.newest.margin}
          suffix=""
          onChange={(margin) => set({ newest: { ...gate.newest, margin } })}
        />
        {t('points, from')}
        <RuleFigure
          label={t('Newest images needed')}
          value={gate.newest.images}
          min={1}
          onChange={(images) => set({ newest: { ...gate.newest, images } })}
        />
        {t('images on; fewer decide nothing.')}
      </Rule>
    </>
  )
}

function wayOf({ promote, approval }: LoopSettings['gate']): Way {
  if (!promote) return 'hand'
  return approval === 'manager' ? 'approved' : 'itself'
}

const settingsOf = (way: Way): Partial<LoopSettings['gate']> => ({
  promote: way !== 'hand',
  approval: way === 'approved' ? 'manager' : 'none',
})
