import { useUser } from '../../session.ts'
import { KeyTable } from '../../workbench/keys/key-table.tsx'

/** The workbench's keys as this person has them in this browser, for all projects. */
export function KeySettings() {
  const user = useUser()
  return <KeyTable user={user?.id ?? null} />
}
