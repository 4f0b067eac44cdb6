import { useBlocker } from '@tanstack/react-router'
import { t } from '../../i18n.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'

/** Asks before a page, a tab of it, or the whole site is left while something on it is changed and not saved. */
export function LeaveQuestion({ dirty }: { dirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && (current.pathname !== next.pathname || tabOf(current) !== tabOf(next)),
    enableBeforeUnload: dirty,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      opened={status === 'blocked'}
      title={t('Leave without saving?')}
      verb={t('Leave')}
      onClose={() => reset?.()}
      onConfirm={() => proceed?.()}
      data-testid="confirm-leave"
    >
      {t('What you changed here is not saved.')}
    </ConfirmDialog>
  )
}

// Forms of other tabs are not kept; other questions of an address change what is shown beside the form.
const tabOf = ({ search }: { search: object }): unknown => ('tab' in search ? search.tab : undefined)
