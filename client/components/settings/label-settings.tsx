import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Label } from '#shared/ontology.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { projectKey } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { addLabel, changeLabel, moveLabel } from './label-draft.ts'
import { LabelRow } from './label-row.tsx'
import styles from './label-settings.module.css'
import { SaveBar } from './save-bar.tsx'

/** The labels people and models may give: order, colour, key, and what the loop asks of each. */
export function LabelSettings({ project }: { project: ProjectSummary }) {
  const { id: projectId, ontology } = project
  const [labels, setLabels] = useState<readonly Label[]>(ontology.labels)
  const [name, setName] = useState('')
  const [dragged, setDragged] = useState<number | null>(null)
  const mayChange = useMay('project:change', projectId)
  const cache = useQueryClient()
  const save = useAct(
    async () => {
      await call(routes.projects.changeOntology, {
        params: { projectId },
        body: { version: ontology.version, labels: [...labels] },
      })
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
    },
    () => 'Labels saved',
  )
  const add = (event: FormEvent) => {
    event.preventDefault()
    setLabels(addLabel(labels, name))
    setName('')
  }
  const dropOn = (target: number) => {
    if (dragged !== null) setLabels(moveLabel(labels, dragged, target))
    setDragged(null)
  }
  return (
    <Panel title="Labels" aside={`version ${ontology.version}`}>
      <fieldset className={styles.fieldset} disabled={!mayChange}>
        {labels.length > 0 && (
          <div className={styles.head}>
            <span />
            <span />
            <span>Name</span>
            <span>Key</span>
            <span title="Fewest approved annotations before a training starts">Floor</span>
            <span title="How many points of its average precision a challenger may lose">May lose</span>
            <span />
          </div>
        )}
        <ol className={styles.list}>
          {labels.map((label, index) => (
            <LabelRow
              key={label.name}
              label={label}
              fresh={!ontology.labels.some((known) => known.name === label.name)}
              onChange={(change) => setLabels(changeLabel(labels, index, change))}
              onMove={(by) => setLabels(moveLabel(labels, index, index + by))}
              onDrag={() => setDragged(index)}
              onDrop={() => dropOn(index)}
              onRemove={() => setLabels(labels.filter((other) => other !== label))}
            />
          ))}
        </ol>
        <form onSubmit={add} className={styles.add}>
          <TextInput
            placeholder={labels.length === 0 ? 'The first label, for example Platelets' : 'One more label'}
            aria-label="Name of the new label"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="new-label"
          />
          <Button type="submit" variant="default" leftSection={<IconPlus size={14} />} disabled={name.trim() === ''}>
            Add
          </Button>
        </form>
      </fieldset>
      {mayChange && (
        <SaveBar
          dirty={labels !== ontology.labels}
          saving={save.isPending}
          onSave={() => save.mutate()}
          onReset={() => setLabels(ontology.labels)}
        />
      )}
    </Panel>
  )
}
