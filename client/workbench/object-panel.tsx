import { ActionIcon, Menu, SegmentedControl, TextInput } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconCheck, IconSearch } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { isVisible } from '#shared/domain/annotation.ts'
import { t } from '../i18n.ts'
import { AcceptAbove } from './accept-above.tsx'
import { AttributePanel } from './attributes/attribute-panel.tsx'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import { ObjectDetails } from './object-details.tsx'
import { linesOf, listedObjects, OBJECT_GROUPINGS, OBJECT_SORTS, type ObjectGrouping, type ObjectSort } from './object-filter.ts'
import { ObjectList } from './object-list.tsx'
import { objectListing } from './object-listing.ts'
import styles from './object-panel.module.css'
import { OBJECT_FILTERS, type ObjectFilter } from './workbench-state.ts'

const TITLES: Record<ObjectFilter, string> = {
  all: t('All'),
  suggested: t('Undecided'),
  decided: t('Decided'),
  unanswered: t('Missing'),
}
const SORTS: Record<ObjectSort, string> = {
  made: t('As they were made'),
  label: t('By label'),
  score: t('Least certain first'),
  changed: t('Changed last first'),
}
const GROUPINGS: Record<ObjectGrouping, string> = {
  none: t('Not at all'),
  label: t('By label'),
  group: t('By group'),
  track: t('By track'),
}

/** Everything on the image as a list, with what is known and asked of the selected. */
export function ObjectPanel() {
  const { desk, state } = useOpenDesk()
  const search = useDeskState((ui) => ui.search)
  const filter = useDeskState((ui) => ui.filter)
  const { sort, grouping, closed } = useStore(objectListing)
  const { ontology } = desk.project
  const asksAnything = useMemo(() => ontology.labels.some(({ attributes }) => attributes.length > 0), [ontology])
  const all = useMemo(() => [...state.annotations.values()].filter(isVisible), [state])
  const listed = useMemo(() => listedObjects(ontology, all, { search, filter, sort }), [ontology, all, search, filter, sort])
  const lines = useMemo(() => linesOf(ontology, listed, { grouping, closed }), [ontology, listed, grouping, closed])
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>{t('Objects')}</span>
        <span className={styles.count} data-testid="object-count">
          {listed.length === all.length ? all.length : t('{{done}} of {{total}}', { done: listed.length, total: all.length })}
        </span>
        <ListMenu />
      </div>
      <div className={styles.filters}>
        <SegmentedControl
          size="xs"
          fullWidth
          data={OBJECT_FILTERS.filter((value) => value !== 'unanswered' || asksAnything).map((value) => ({
            value,
            label: TITLES[value],
          }))}
          value={filter}
          onChange={(value) => desk.ui.setState({ filter: value as ObjectFilter })}
        />
        <TextInput
          size="xs"
          placeholder={t('Label, answer or group')}
          aria-label={t('Search objects by label, answer or group')}
          leftSection={<IconSearch size={13} stroke={1.8} />}
          value={search}
          onChange={(event) => desk.ui.setState({ search: event.currentTarget.value })}
          data-testid="object-search"
        />
      </div>
      <AcceptAbove />
      <ObjectList lines={lines} isFiltered={listed.length < all.length} />
      <AttributePanel />
      <ObjectDetails />
    </>
  )
}

function ListMenu() {
  const { sort, grouping } = useStore(objectListing)
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon className={styles.menu} variant="subtle" color="gray" size="sm" aria-label={t('Sort and group the list')}>
          <IconAdjustmentsHorizontal size={15} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('Sort')}</Menu.Label>
        {OBJECT_SORTS.map((value) => (
          <Choice
            key={value}
            isChosen={value === sort}
            title={SORTS[value]}
            onChoose={() => objectListing.setState({ sort: value })}
          />
        ))}
        <Menu.Label>{t('Group')}</Menu.Label>
        {OBJECT_GROUPINGS.map((value) => (
          <Choice
            key={value}
            isChosen={value === grouping}
            title={GROUPINGS[value]}
            onChoose={() => objectListing.setState({ grouping: value })}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Choice({ isChosen, title, onChoose }: { isChosen: boolean; title: string; onChoose: () => void }) {
  return (
    <Menu.Item rightSection={isChosen && <IconCheck size={14} />} onClick={onChoose}>
      {title}
    </Menu.Item>
  )
}
