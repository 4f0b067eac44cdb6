import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Overview } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { runningJob } from '../loop/loop-activity.ts'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'

interface AdviceButton {
  readonly title: string
  readonly primary: boolean
  readonly testid: string
  readonly act: () => void
}

/** The best thing to do now as a sentence, with its button first and the everyday ones beside it. */
export function useAdvice(
  { project, advice }: Overview,
  start: (role: 'annotator' | 'reviewer') => void,
): { sentence: string; buttons: AdviceButton[] } {
  const navigate = useNavigate()
  const mayReview = useMay('asset:review', project.id)
  const mayImport = useMay('data:import', project.id)
  const mayTrain = useMay('loop:train', project.id)
  const train = useAct(() => call(routes.loop.train, { params: { projectId: project.id }, body: {} }))
  const openData = () => void navigate({ to: '/projects/$projectId/data', params: { projectId: project.id } })
  const { data: jobs = [] } = useQuery(queries.jobs(project.id))
  const arriving = advice.action === 'import' && (runningJob(jobs, 'import') ?? runningJob(jobs, 'sample')) !== undefined
  const waiting = project.assets.review + project.assets.suggested

  const all = [
    { name: 'import', title: t('Import images'), shown: mayImport && advice.action === 'import', act: openData },
    { name: 'train', title: t('Train'), shown: mayTrain && advice.action === 'train', act: () => train.mutate() },
    { name: 'review', title: t('Review'), shown: mayReview && waiting > 0, act: () => start('reviewer') },
    { name: 'annotate', title: t('Start annotating'), shown: advice.action !== 'import', act: () => start('annotator') },
  ]
  const shown = all.filter((button) => button.shown).toSorted((a, b) => rank(a.name, advice.action) - rank(b.name, advice.action))
  return {
    sentence: arriving ? t('Images are on their way; labelling can start with the first ones.') : translated(advice.sentence),
    buttons: shown
      .map(({ name, title, act }) => ({ title, act, primary: name === advice.action, testid: `start-${name}` }))
      .toReversed(),
  }
}

const rank = (name: string, advised: string): number => (name === advised ? 0 : 1)
