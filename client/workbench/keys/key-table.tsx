import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { UserId } from '#shared/domain/ids.ts'
import { plural, t } from '../../i18n.ts'
import { GROUPS, type KeyBinding } from '../keymap.ts'
import { PRESETS, type Preset } from './bindings.ts'
import { conflictsOf } from './conflicts.ts'
import { KeyCaps } from './key-caps.tsx'
import { KeyRow } from './key-row.tsx'
import styles from './key-table.module.css'
import { choosePreset, forgetOwnKeys, setKeys } from './own-keys.ts'
import { useBindings, useKeyChoice } from './use-bindings.ts'

const PRESET_TITLES: Record<Preset, string> = { cvat: 'CVAT', 'label-studio': 'Label Studio' }
const GROUP_WORDS: Record<KeyBinding['group'], string> = {
  Draw: t('Draw'),
  Review: t('Review'),
  Edit: t('Edit'),
  Go: t('Go'),
  View: t('View'),
}
const PRESET_CHOICES = PRESETS.map((value) => ({ value, label: PRESET_TITLES[value] }))

/** Every act with its keys, by group; to be searched, and with `user` to be changed. */
export function KeyTable({ user }: { user: UserId | null }) {
  const bindings = useBindings()
  const [search, setSearch] = useState('')
  const listed = bindings.filter((binding) => matches(binding, search))
  return (
    <>
      <div className={styles.tools}>
        <TextInput
          size="xs"
          placeholder={t('Find an act or a key')}
          aria-label={t('Find an act or a key')}
          leftSection={<IconSearch size={13} stroke={1.8} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-testid="key-search"
        />
        {user && <PresetChoice user={user} />}
      </div>
      <div className={styles.groups}>
        {GROUPS.map((group) => {
          const members = listed.filter((binding) => binding.group === group)
          return (
            members.length > 0 && (
              <section key={group} className={styles.group}>
                <h3 className={styles.name}>{GROUP_WORDS[group]}</h3>
                {user ? (
                  <Changeable bindings={members} user={user} />
                ) : (
                  members.map((each) => <Row key={each.id} binding={each} />)
                )}
              </section>
            )
          )
        })}
        {listed.length === 0 && <p className={styles.none}>{t('Nothing is called that, and no key is written that way.')}</p>}
      </div>
    </>
  )
}

function PresetChoice({ user }: { user: UserId }) {
  const { preset, own } = useKeyChoice()
  const changed = Object.keys(own).length
  return (
    <>
      <SegmentedControl
        size="xs"
        data={PRESET_CHOICES}
        value={preset}
        onChange={(value) => choosePreset(user, value as Preset)}
        aria-label={t('Keys as in')}
        data-testid="key-preset"
      />
      <Button
        size="compact-xs"
        variant="default"
        disabled={changed === 0}
        onClick={() => forgetOwnKeys(user)}
        data-testid="keys-reset"
      >
        {changed === 0 ? t('Reset my changes') : plural(changed, 'Reset my change', 'Reset my {{count}} changes')}
      </Button>
    </>
  )
}

function Changeable({ bindings, user }: { bindings: readonly KeyBinding[]; user: UserId }) {
  const all = useBindings()
  const { own } = useKeyChoice()
  const conflicts = useMemo(() => conflictsOf(all, new Set(Object.keys(own))), [all, own])
  return bindings.map((binding) => (
    <KeyRow
      key={binding.id}
      binding={binding}
      isOwn={own[binding.id] !== undefined}
      conflicts={conflicts.filter(({ winner, loser }) => winner.id === binding.id || loser.id === binding.id)}
      onChange={(keys) => setKeys(user, binding.id, keys)}
    />
  ))
}

const Row = ({ binding }: { binding: KeyBinding }) => (
  <div className={styles.row}>
    <span className={styles.keys}>
      <KeyCaps keys={binding.keys} />
    </span>
    <span className={styles.what}>{binding.what}</span>
  </div>
)

const matches = ({ what, keys }: KeyBinding, search: string): boolean => {
  const wanted = search.trim().toLowerCase()
  return wanted === '' || what.toLowerCase().includes(wanted) || keys.some((key) => key.replaceAll('+', ' ') === wanted)
}
