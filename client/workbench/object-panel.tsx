import { SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo } from 'react'
import { isVisible } from '#shared/domain/annotation.ts'
import { AcceptAbove } from './accept-above.tsx'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import { ObjectDetails } from './object-details.tsx'
import { listedObjects } from './object-filter.ts'
import { ObjectList } from './object-list.tsx'
import styles from './object-panel.module.css'
import { OBJECT_FILTERS, type ObjectFilter } from './workbench-state.ts'

const TITLES: Record<ObjectFilter, string> = { all: 'All', suggested: 'Undecided', decided: 'Decided' }
const FILTER_CHOICES = OBJECT_FILTERS.map((value) => ({ value, label: TITLES[value] }))

/** Everything on the image as a list, with what is known of the selected. */
export function ObjectPanel() {
  const { desk, state } = useOpenDesk()
  const search = useDeskState((ui) => ui.search)
  const filter = useDeskState((ui) => ui.filter)
  const all = useMemo(() => [...state.annotations.values()].filter(isVisible), [state])
  const listed = useMemo(() => listedObjects(all, { search, filter }), [all, search, filter])
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>Objects</span>
        <span className={styles.count} data-testid="object-count">
          {listed.length === all.length ? all.length : `${listed.length} of ${all.length}`}
        </span>
      </div>
      <div className={styles.filters}>
        <SegmentedControl
          size="xs"
          fullWidth
          data={FILTER_CHOICES}
          value={filter}
          onChange={(value) => desk.ui.setState({ filter: value as ObjectFilter })}
        />
        <TextInput
          size="xs"
          placeholder="Label"
          aria-label="Search objects by label"
          leftSection={<IconSearch size={13} stroke={1.8} />}
          value={search}
          onChange={(event) => desk.ui.setState({ search: event.currentTarget.value })}
          data-testid="object-search"
        />
      </div>
      <AcceptAbove />
      <ObjectList annotations={listed} isFiltered={listed.length < all.length} />
      <ObjectDetails />
    </>
  )
}
