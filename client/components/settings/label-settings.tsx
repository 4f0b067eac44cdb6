import { Alert, Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import type { Label, Ontology } from '#shared/ontology.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { LabelChanges } from './label-changes.tsx'
import { addLabel, changeLabel, dropLabel } from './label-draft.ts'
import { LabelEditor } from './label-editor.tsx'
import { LabelList } from './label-list.tsx'
import styles from './label-settings.module.css'
import { SaveBar } from './save-bar.tsx'

/** The labels people and models may give: order, kinds, colour, key, what is asked about each, and what the loop asks of it. */
export function LabelSettings({ project }: { project: ProjectSummary }) {
  const { id: projectId, ontology } = project
  const { base, labels, edit, reset, isDirty } = useDraft(ontology)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const mayChange = useMay('project:change', projectId)
  const cache = useQueryClient()
  const save = useAct(
    async () => {
      await call(routes.projects.changeOntology, { params: { projectId }, body: { version: base.version, labels: [...labels] } })
      reset()
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
    },
    () => t('Labels saved'),
  )
  const add = (event: FormEvent) => {
    event.preventDefault()
    edit(addLabel(labels, name))
    setChosen(name.trim())
    setName('')
  }
  const label = labels.find((other) => other.name === chosen) ?? labels[0]
  const change = (of: string, part: Partial<Label>) =>
    edit(
      changeLabel(
        labels,
        labels.findIndex((other) => other.name === of),
        part,
      ),
    )
  const known = new Set(base.labels.map((other) => other.name))
  return (
    <>
      <Panel title={t('Labels')} aside={t('version {{version}}', { version: ontology.version })}>
        {base.version !== ontology.version && (
          <Alert mb="sm" color="yellow" title={t('The labels were changed meanwhile')}>
            {t('What you changed here would undo that, and is not saved.')}{' '}
            <Button size="compact-xs" variant="light" onClick={reset}>
              {t('Start from the new ones')}
            </Button>
          </Alert>
        )}
        <fieldset className={styles.fieldset} disabled={!mayChange}>
          <div className={styles.columns}>
            <div>
              <LabelList
                labels={labels}
                chosen={label?.name ?? null}
                onChoose={setChosen}
                onChange={change}
                onMove={(from, to) => edit(dropLabel(labels, from, to))}
              />
              <form onSubmit={add} className={styles.add}>
                <TextInput
                  placeholder={labels.length === 0 ? t('The first label, for example Platelets') : t('One more label')}
                  aria-label={t('Name of the new label')}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                  data-testid="new-label"
                />
                <Button type="submit" variant="default" leftSection={<IconPlus size={14} />} disabled={name.trim() === ''}>
                  {t('Add')}
                </Button>
              </form>
            </div>
            {label && (
              <LabelEditor
                key={label.name}
                project={project}
                label={label}
                labels={labels}
                isFresh={!known.has(label.name)}
                isDirty={isDirty}
                onChange={(part) => change(label.name, part)}
                onTakeOut={() => edit(labels.filter((other) => other !== label))}
                onRenamed={setChosen}
              />
            )}
          </div>
        </fieldset>
        {mayChange && <SaveBar dirty={isDirty} saving={save.isPending} onSave={() => save.mutate()} onReset={reset} />}
      </Panel>
      <LabelChanges projectId={projectId} mayChange={mayChange} />
    </>
  )
}

// Somebody else's change is taken over at once, unless this person has begun one of their own.
function useDraft(ontology: Ontology) {
  const [base, setBase] = useState(ontology)
  const [labels, setLabels] = useState<readonly Label[]>(ontology.labels)
  const isDirty = labels !== base.labels
  const reset = () => {
    setBase(ontology)
    setLabels(ontology.labels)
  }
  useEffect(() => {
    if (isDirty) return
    setBase(ontology)
    setLabels(ontology.labels)
  }, [ontology, isDirty])
  return { base, labels, edit: setLabels, reset, isDirty }
}
