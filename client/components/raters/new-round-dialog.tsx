import { Button, Group, MultiSelect, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AssetStatus, Split } from '#shared/domain/asset.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { may } from '#shared/policy.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { STATUS_WORDS } from '../assets/status-words.ts'
import { OpenDialog } from '../open-dialog.tsx'
import { useAct } from '../use-act.ts'

const [IMAGES, HONEYPOTS, EACH] = [50, 5, 2]
const MOST_IMAGES = 2000
const STATUSES = AssetStatus.options
  .filter((status) => status !== 'quarantined')
  .map((value) => ({ value, label: STATUS_WORDS[value] }))

/** Asks several people to label the same images, each by themselves. */
export function NewRoundDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const projectId = project.id
  const { data: users = [] } = useQuery(queries.users())
  const raters = users.filter((user) => may(user, 'annotation:draw', projectId))
  const [name, setName] = useState('')
  const [statuses, setStatuses] = useState<string[]>([])
  const [split, setSplit] = useState<string | null>(null)
  const [people, setPeople] = useState<string[]>([])
  const [images, setImages] = useState<number | string>(IMAGES)
  const [honeypots, setHoneypots] = useState<number | string>(HONEYPOTS)
  const [each, setEach] = useState<number | string>(EACH)
  const cache = useQueryClient()
  const start = useAct(async () => {
    const body = {
      name: name.trim(),
      slice: {
        ...(statuses.length > 0 && { status: AssetStatus.array().parse(statuses) }),
        ...(split && { split: [Split.parse(split)] }),
      },
      images: Number(images),
      honeypots: Number(honeypots),
      people: people as UserId[],
      each: Number(each),
    }
    await call(routes.raters.start, { params: { projectId }, body })
    await cache.invalidateQueries(queries.ratingRounds(projectId))
    onClose()
  })
  const isWhole = name.trim() !== '' && people.length >= Number(each) && Number(each) >= 1 && Number(images) >= 1
  return (
    <OpenDialog onClose={onClose} title={t('Ask several people')} size="lg">
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t(
            'Each gets copies of the images with nothing on them, among their ordinary work. Nobody sees what the others say, and nothing changes in the project until you merge it.',
          )}
        </Text>
        <TextInput
          label={t('Name')}
          value={name}
          maxLength={80}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="round-name"
        />
        <MultiSelect
          label={t('Who')}
          data={raters.map(({ id, name: label }) => ({ value: id, label }))}
          value={people}
          onChange={setPeople}
          data-testid="round-people"
        />
        <Group grow align="flex-start">
          <NumberInput label={t('Images')} min={1} max={MOST_IMAGES} value={images} onChange={setImages} />
          <NumberInput
            label={t('People for each image')}
            min={1}
            max={Math.max(1, people.length)}
            value={each}
            onChange={setEach}
          />
          <NumberInput
            label={t('Honeypots')}
            description={t('Approved images slipped in, for all')}
            min={0}
            max={MOST_IMAGES}
            value={honeypots}
            onChange={setHoneypots}
          />
        </Group>
        <Group grow align="flex-start">
          <MultiSelect
            label={t('Only images that are')}
            placeholder={statuses.length === 0 ? t('any') : ''}
            data={STATUSES}
            value={statuses}
            onChange={setStatuses}
          />
          <Select
            label={t('Only of the split')}
            placeholder={t('any')}
            clearable
            data={Split.options}
            value={split}
            onChange={setSplit}
          />
        </Group>
        <Button onClick={() => start.mutate()} loading={start.isPending} disabled={!isWhole} data-testid="start-round">
          {t('Hand them out')}
        </Button>
      </Stack>
    </OpenDialog>
  )
}
