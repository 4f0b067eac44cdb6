import type { Deployment } from '#shared/domain/deployment.ts'
import { percent } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'

/** What is compared, as a title. */
export function deploymentTitle({ mode, champion, challenger, share }: Deployment): string {
  const values = { champion, challenger, share: percent(share) }
  switch (mode) {
    case 'shadow':
      return t('v{{challenger}} in the shadow of v{{champion}}', values)
    case 'share':
      return t('v{{challenger}} on {{share}} of the images, v{{champion}} on the rest', values)
    case 'canary':
      return t('Canary: v{{challenger}} on {{share}} of the images', values)
    default:
      return mode satisfies never
  }
}

/** How a comparison by corrections stands, in a sentence. */
export function standingWords({ mode, standing, champion, challenger }: Deployment): string {
  const decided = standing ? standing.champion.images + standing.challenger.images : 0
  if (!standing || decided === 0) return t('Nobody has decided on its images yet: the comparison goes by what people correct.')
  const images = plural(standing.challenger.images, '{{count}} image of the challenger', '{{count}} images of the challenger')
  const { worse, good, needed } = standing
  if (worse >= needed)
    return t('v{{challenger}} is corrected more than v{{champion}}: that is no chance.', { challenger, champion })
  if (good >= needed && mode === 'share')
    return t('v{{challenger}} is corrected less than v{{champion}}: that is no chance.', { challenger, champion })
  const far = percent(Math.min(1, Math.log(Math.max(1, worse, good)) / Math.log(needed)))
  const lean = worse > good ? t('rather worse') : t('rather good')
  if (mode === 'canary')
    return t('Open after {{images}}: {{lean}}, {{far}} of the way to a verdict. It ends by itself, either way.', {
      images,
      lean,
      far,
    })
  return t('Open after {{images}}: {{lean}}, {{far}} of the way to a verdict.', { images, lean, far })
}
