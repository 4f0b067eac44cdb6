import { Button, Menu, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrophy, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Study } from '#shared/domain/study.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { useAct } from '../use-act.ts'
import { usePageKeys } from '../use-page-keys.ts'

const MORE_RUNS = 10
const ICON_PX = 14

/** What can be done to a study now: pause or resume, more runs, the gate, the end. */
export function StudyActs({ study }: { study: Study }) {
  const params = { projectId: study.projectId, studyId: study.id }
  const [extending, setExtending] = useState(false)
  const pause = useAct(() => call(routes.studies.pause, { params }))
  const resume = useAct(() => call(routes.studies.resume, { params }))
  const cancel = useAct(() => call(routes.studies.cancel, { params }))
  const judge = useAct(() => call(routes.studies.judge, { params }))
  const running = study.state === 'running'
  const paused = study.state === 'paused'
  const toggle = running ? pause : resume
  usePageKeys([
    ...(running || paused
      ? [
          {
            keys: 'p',
            what: running ? t('Pause the study') : t('Resume the study'),
            run: () => toggle.isPending || toggle.mutate(),
          },
        ]
      : []),
    ...(study.state === 'judging' ? [] : [{ keys: 'e', what: t('More runs'), run: () => setExtending(true) }]),
  ])
  return (
    <>
      {(running || paused) && (
        <Button
          variant="default"
          leftSection={running ? <IconPlayerPause size={ICON_PX} /> : <IconPlayerPlay size={ICON_PX} />}
          onClick={() => toggle.mutate()}
          loading={toggle.isPending}
          data-testid="toggle-study"
        >
          {running ? t('Pause') : t('Resume')}
        </Button>
      )}
      {study.state !== 'judging' && (
        <Button
          variant="default"
          leftSection={<IconPlus size={ICON_PX} />}
          onClick={() => setExtending(true)}
          data-testid="extend-study"
        >
          {t('More runs')}
        </Button>
      )}
      {(running || paused || study.state === 'judging') && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={ICON_PX} />} data-testid="end-study">
              {t('End')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {study.state !== 'judging' && (
              <Menu.Item
                leftSection={<IconTrophy size={ICON_PX} />}
                disabled={study.best === null}
                onClick={() => judge.mutate()}
              >
                {t('Send the best so far to the gate')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconX size={ICON_PX} />} onClick={() => cancel.mutate()}>
              {t('Cancel the study; its runs stay to be looked at')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ExtendDialog study={study} opened={extending} onClose={() => setExtending(false)} />
    </>
  )
}

function ExtendDialog({ study, opened, onClose }: { study: Study; opened: boolean; onClose: () => void }) {
  const [runs, setRuns] = useState<number | string>(MORE_RUNS)
  const extend = useAct(async () => {
    await call(routes.studies.extend, { params: { projectId: study.projectId, studyId: study.id }, body: { runs: Number(runs) } })
    onClose()
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t('More runs for study {{number}}', { number: study.number })}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('The search goes on from all that its runs have shown, on the same snapshot.')}
        </Text>
        <NumberInput label={t('Runs')} min={1} max={500} value={runs} onChange={setRuns} data-autofocus />
        <Button
          onClick={() => extend.mutate()}
          loading={extend.isPending}
          disabled={!(Number(runs) >= 1)}
          data-testid="confirm-extend"
        >
          {t('Go on')}
        </Button>
      </Stack>
    </Modal>
  )
}
