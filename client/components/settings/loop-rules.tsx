import type { RulesProps } from './loop-form.tsx'
import { Rule, RuleFigure } from './rule.tsx'

const PERCENT = 100

/** When the loop trains by itself. */
export function TriggerRules({ loop: { milestone, age }, change }: RulesProps) {
  return (
    <>
      <Rule title="Milestone" enabled={milestone.enabled} onEnabled={(enabled) => change('milestone', { enabled })}>
        Train when
        <RuleFigure label="New labels" value={milestone.labels} min={1} onChange={(labels) => change('milestone', { labels })} />
        approved labels are new since the last training, or
        <RuleFigure
          label="Growth"
          value={milestone.growth * PERCENT}
          min={0}
          max={10 * PERCENT}
          suffix=" %"
          onChange={(growth) => change('milestone', { growth: growth / PERCENT })}
        />
        of what it learned from, if that is more; and every label has its floor.
      </Rule>
      <Rule title="Age" enabled={age.enabled} onEnabled={(enabled) => change('age', { enabled })}>
        Train when an approved label has waited for
        <RuleFigure label="Days" value={age.days} min={0.01} suffix=" days" onChange={(days) => change('age', { days })} />
        without any training having seen it.
      </Rule>
    </>
  )
}

/** Which model passes, and what of it people see. */
export function GateRules({ loop: { gate, prelabel }, change }: RulesProps) {
  return (
    <>
      <Rule title="Gate promotes" enabled={gate.promote} onEnabled={(promote) => change('gate', { promote })}>
        A model that is better on the test split, with no label worse than it may lose, becomes the champion by itself, if it
        answers within
        <RuleFigure
          label="Latency cap"
          value={gate.latencyCapMs}
          min={1}
          suffix=" ms"
          placeholder="no limit"
          onChange={(latencyCapMs) => change('gate', { latencyCapMs })}
          onEmpty={() => change('gate', { latencyCapMs: null })}
        />
        an image. Switched off, a person promotes.
      </Rule>
      <Rule title="Pre-labels" enabled={prelabel.enabled} onEnabled={(enabled) => change('prelabel', { enabled })}>
        Show a suggestion only where
        <RuleFigure
          label="Precision of the suggestions"
          value={Math.round(prelabel.targetPrecision * PERCENT)}
          min={0}
          max={PERCENT}
          suffix=" %"
          onChange={(share) => change('prelabel', { targetPrecision: share / PERCENT })}
        />
        of its like were right on the validation split.
      </Rule>
    </>
  )
}
