import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import styles from './page-trail.module.css'

interface Props {
  /** The list that this page is a part of. */
  readonly to:
    | '/projects/$projectId/data'
    | '/projects/$projectId/runs'
    | '/projects/$projectId/runs/studies'
    | '/projects/$projectId/models'
  readonly projectId: ProjectId
  readonly list: string
  readonly children: ReactNode
}

/** The title of a page below a list: the way back, and what this one is. */
export function PageTrail({ to, projectId, list, children }: Props) {
  return (
    <span className={styles.trail}>
      <Link to={to} params={{ projectId }}>
        {list}
      </Link>
      <span aria-hidden="true">/</span> {children}
    </span>
  )
}
