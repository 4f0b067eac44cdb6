import { Button, Modal, Stack, TagsInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ImportOptions } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { call } from '../api.ts'
import { counted } from '../figures.ts'
import { t } from '../i18n.ts'
import type { FileWithPath } from '../imports/dropped-files.ts'
import { startImport } from '../imports/import-store.ts'
import { queries } from '../queries.ts'
import { FileDrop } from './file-drop.tsx'
import { TaskChoice } from './task-choice.tsx'
import { useAct } from './use-act.ts'

/** Name, task, images: the rest is guessed from the data or chosen later. */
export function NewProject({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={t('New project')} size="lg">
      <Form onDone={onClose} />
    </Modal>
  )
}

function Form({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const [task, setTask] = useState<TaskId>('detection')
  const [labels, setLabels] = useState<string[]>([])
  const [files, setFiles] = useState<FileWithPath[]>([])
  const cache = useQueryClient()
  const navigate = useNavigate()
  const create = useAct(async () => {
    const project = await call(routes.projects.create, { body: { name, task, labels } })
    void cache.invalidateQueries(queries.projects())
    if (files.length > 0) startImport(project.id, files, ImportOptions.parse({}))
    onDone()
    await navigate({
      to: files.length > 0 ? '/projects/$projectId/data' : '/projects/$projectId',
      params: { projectId: project.id },
    })
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const choose = (chosen: FileWithPath[]) => {
    setFiles(chosen)
    if (name === '') setName(folderName(chosen))
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('Name')}
          placeholder={t('Blood cells')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={120}
          data-autofocus
          data-testid="project-name"
        />
        <TaskChoice value={task} onChange={setTask} />
        <TagsInput
          label={t('Labels')}
          description={t('Optional: imported labels are added by themselves, and you can name more later.')}
          placeholder={labels.length === 0 ? t('Type a label, press Enter') : ''}
          value={labels}
          onChange={setLabels}
          data-testid="project-labels"
        />
        <FileDrop
          onFiles={choose}
          title={
            files.length === 0
              ? t('Drop a folder, files or an archive here')
              : t('{{files}} ready to import', { files: counted(files.length, 'file') })
          }
          compact
        />
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ''} data-testid="create-project">
          {files.length === 0 ? t('Create') : t('Create and import')}
        </Button>
      </Stack>
    </form>
  )
}

// A dropped folder names its project: "bccd/Annotations/a.xml" suggests "bccd".
function folderName([first]: readonly FileWithPath[]): string {
  const [folder, ...rest] = first?.path.split('/') ?? []
  return rest.length > 0 ? (folder ?? '') : ''
}
