import type { CaseKind, ShownCase, Suspect } from '#shared/domain/examination.ts'
import { decimal } from '../../figures.ts'
import { t } from '../../i18n.ts'

/** What each kind of case is called, many of them. */
export const CASE_KINDS: Readonly<Record<CaseKind, string>> = {
  miss: t('Missed'),
  confusion: t('Mixed up'),
  'false-positive': t('Nothing there'),
  misplaced: t('Place off'),
  duplicate: t('Found twice'),
  'true-positive': t('Right'),
  estimate: t('Numbers'),
}

/** Why a label is likely to be wrong, in a word or two. */
export const SUSPECTS: Readonly<Record<Suspect, string>> = {
  unlabelled: t('not labelled'),
  groundless: t('nothing there?'),
  swapped: t('another label?'),
  off: t('outline off?'),
}

/** What happened in one case: "RBC taken for WBC, 0.87". */
export function caseSentence({ kind, label, predicted, score, error }: ShownCase): string {
  const sure = score === null ? '' : decimal(score, 2)
  switch (kind) {
    case 'true-positive':
      return t('{{label}}, right, {{sure}}', { label, sure })
    case 'confusion':
      return t('{{label}} taken for {{predicted}}, {{sure}}', { label, predicted, sure })
    case 'false-positive':
      return t('{{predicted}} where none is labelled, {{sure}}', { predicted, sure })
    case 'misplaced':
      return t('{{label}}, place off, {{sure}}', { label, sure })
    case 'duplicate':
      return t('{{predicted}} found twice, {{sure}}', { predicted, sure })
    case 'miss':
      return sure === '' ? t('{{label}} not seen', { label }) : t('{{label}} missed, only {{sure}} sure', { label, sure })
    case 'estimate':
      return t('{{label}} off by {{error}}', { label, error: decimal(error ?? 0, 2) })
    default:
      return kind satisfies never
  }
}
