import { SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { t } from '../i18n.ts'
import { CommentsPanel } from './comments/comments-panel.tsx'
import { commentsState, type SideTab, showSideTab } from './comments/comments-state.ts'
import { useComments } from './comments/use-comments.ts'
import { useOpenDesk } from './desk-context.ts'
import { HistoryPanel } from './history/history-panel.tsx'
import styles from './side-tabs.module.css'

/** The right side of the workbench: the objects, what people say, how it came to be. */
export function SideTabs({ objects }: { objects: ReactNode }) {
  const { desk } = useOpenDesk()
  const tab = useStore(commentsState, (state) => state.tab)
  const comments = useComments({ projectId: desk.project.id, assetId: desk.asset.id })
  const open = comments.filter(({ resolved }) => resolved === null).length
  const panels: Record<SideTab, ReactNode> = { objects, comments: <CommentsPanel />, history: <HistoryPanel /> }
  return (
    <>
      <SegmentedControl
        className={styles.tabs}
        size="xs"
        fullWidth
        data={[
          { value: 'objects', label: t('Objects') },
          { value: 'comments', label: open === 0 ? t('Comments') : t('Comments {{open}}', { open }) },
          { value: 'history', label: t('History') },
        ]}
        value={tab}
        onChange={(value) => showSideTab(value as SideTab)}
        data-testid="side-tabs"
      />
      {panels[tab]}
    </>
  )
}
