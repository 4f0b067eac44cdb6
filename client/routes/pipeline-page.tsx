import { Button, Menu, Modal, Skeleton, TextInput } from '@mantine/core'
import { IconDownload, IconKey, IconTemplate } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PipelineStep } from '#shared/domain/pipeline.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Page, Panel } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { PipelineEditor } from '../components/pipeline/pipeline-editor.tsx'
import { PipelineVersions } from '../components/pipeline/pipeline-versions.tsx'
import { saveText } from '../components/pipeline/save-text.ts'
import { QueryError } from '../components/query-error.tsx'
import { SecretOnce } from '../components/settings/secret-once.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

/** The steps of the project's loop: which there are, what follows which, and how they were before. */
export function PipelinePage() {
  const projectId = useProjectId()
  const { data: pipeline, error, refetch } = useQuery(queries.pipeline(projectId))
  // How often steps were taken sets drafts apart: the same ones may be taken twice.
  const [taken, setTaken] = useState<{ times: number; steps: readonly PipelineStep[] | null }>({ times: 0, steps: null })
  const [isDirty, setDirty] = useState(false)
  const [offered, setOffered] = useState<readonly PipelineStep[] | null>(null)
  const take = (steps: readonly PipelineStep[]) => setTaken(({ times }) => ({ times: times + 1, steps }))
  const offer = isDirty ? setOffered : take
  const mayChange = useMay('project:change', projectId)
  if (error && !pipeline) return <QueryError what={t('The pipeline')} error={error} retry={() => void refetch()} />
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/runs" projectId={projectId} list={t('Runs')}>
          {t('Pipeline')}
        </PageTrail>
      }
      lead={t(
        'What a run does, step by step. Switch steps off, add your own, let them run side by side; runs under way keep theirs.',
      )}
      actions={
        pipeline && (
          <>
            {mayChange && <Templates steps={pipeline.steps} onTake={offer} />}
            {mayChange && <SigningSecret />}
            <ForCluster />
          </>
        )
      }
    >
      {!pipeline && <Skeleton height={260} radius={12} />}
      {pipeline && <PipelineEditor key={taken.times} pipeline={pipeline} from={taken.steps} onDirty={setDirty} />}
      <Panel title={t('Versions')}>
        <PipelineVersions projectId={projectId} onTake={offer} />
      </Panel>
      <ConfirmDialog
        opened={offered !== null}
        title={t('Take other steps into the form?')}
        verb={t('Take into the form')}
        onClose={() => setOffered(null)}
        onConfirm={() => offered && take(offered)}
        data-testid="confirm-take"
      >
        {t('What you changed here is not saved.')}
      </ConfirmDialog>
    </Page>
  )
}

function Templates({ steps, onTake }: { steps: PipelineStep[]; onTake: (steps: readonly PipelineStep[]) => void }) {
  const projectId = useProjectId()
  const cache = useQueryClient()
  const { data: templates = [] } = useQuery(queries.pipelineTemplates())
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const keep = useAct(
    async () => {
      await call(routes.pipelines.saveTemplate, { params: { projectId }, body: { name, steps } })
      await cache.invalidateQueries({ queryKey: queries.pipelineTemplates().queryKey })
      setNaming(false)
    },
    () => t('Kept: every project can begin with it'),
  )
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconTemplate size={14} />} data-testid="templates">
            {t('Templates')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {templates.map((template) => (
            <Menu.Item key={template.name} onClick={() => onTake(template.steps)}>
              {template.name}
            </Menu.Item>
          ))}
          {templates.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setNaming(true)}>{t('Keep this pipeline as a template')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={naming} onClose={() => setNaming(false)} title={t('Keep this pipeline as a template')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            keep.mutate()
          }}
        >
          <TextInput
            label={t('Name')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            data-autofocus
          />
          <Button mt="md" type="submit" loading={keep.isPending} disabled={name.trim() === ''}>
            {t('Keep')}
          </Button>
        </form>
      </Modal>
    </>
  )
}

function SigningSecret() {
  const projectId = useProjectId()
  const [secret, setSecret] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const renew = useAct(async () => {
    const answer = await call(routes.pipelines.renewSecret, { params: { projectId } })
    setSecret(answer.secret)
  })
  return (
    <>
      <Button variant="default" leftSection={<IconKey size={14} />} loading={renew.isPending} onClick={() => setAsking(true)}>
        {t('New signing secret')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title={t('Make a new signing secret?')}
        verb={t('New signing secret')}
        onClose={() => setAsking(false)}
        onConfirm={() => renew.mutate()}
      >
        {t('HTTP steps sign with the new one at once: whoever checks their signatures must be given it.')}
      </ConfirmDialog>
      <Modal opened={secret !== null} onClose={() => setSecret(null)} title={t('Signing secret')}>
        {secret && (
          <SecretOnce
            secret={secret}
            sentence={t('HTTP steps sign with it from now on, in the header X-Labelloop-Signature. It is shown this once.')}
            onDone={() => setSecret(null)}
          />
        )}
      </Modal>
    </>
  )
}

function ForCluster() {
  const projectId = useProjectId()
  const save = useAct(async (kind: 'argo' | 'job') => {
    const { yaml } = await call(routes.pipelines.manifest, { params: { projectId }, query: { kind } })
    saveText(yaml, kind === 'argo' ? 'workflow.yaml' : 'job.yaml')
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />}>
          {t('For a cluster')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate('argo')}>{t('Argo workflow')}</Menu.Item>
        <Menu.Item onClick={() => save.mutate('job')}>{t('Kubernetes job')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
