import type { ReactNode } from 'react'
import type { TaskId } from '#shared/tasks/index.ts'

/** What is drawn in a project of this task, as a small picture. */
export function TaskPicture({ task }: { task: TaskId }) {
  return (
    <svg width="46" height="36" viewBox="0 0 46 36" fill="none" aria-hidden="true">
      <rect x="1" y="1" width="44" height="34" rx="5" fill="var(--surface-sunken)" stroke="var(--line-strong)" />
      {PICTURES[task]}
    </svg>
  )
}

const PICTURES: Record<TaskId, ReactNode> = {
  detection: (
    <g stroke="var(--accent)" strokeWidth="1.6">
      <rect x="7" y="8" width="14" height="13" rx="1.5" />
      <rect x="26" y="15" width="12" height="14" rx="1.5" />
    </g>
  ),
  oriented: (
    <g stroke="var(--accent)" strokeWidth="1.6">
      <rect x="8" y="10" width="17" height="8" rx="1.5" transform="rotate(-28 16.5 14)" />
      <rect x="24" y="19" width="14" height="8" rx="1.5" transform="rotate(35 31 23)" />
    </g>
  ),
  segmentation: (
    <g stroke="var(--accent)" strokeWidth="1.6" strokeLinejoin="round">
      <path d="M7 19l4-9 9-2 5 7-4 9-9 3z" fill="color-mix(in srgb, var(--accent) 35%, transparent)" />
      <path d="M29 26l-2-7 5-6 7 4v8l-5 4z" />
    </g>
  ),
  classification: (
    <>
      <rect x="4.5" y="4.5" width="37" height="27" rx="3" stroke="var(--accent)" strokeWidth="1.6" />
      <rect x="4.5" y="23" width="20" height="8.5" rx="2" fill="var(--accent)" />
    </>
  ),
  keypoints: (
    <g stroke="var(--accent)" strokeWidth="1.6" fill="var(--accent)">
      <path d="M10 25l9-9 9 5 9-12" fill="none" />
      <circle cx="10" cy="25" r="2" />
      <circle cx="19" cy="16" r="2" />
      <circle cx="28" cy="21" r="2" />
      <circle cx="37" cy="9" r="2" />
    </g>
  ),
  anomaly: (
    <g stroke="var(--accent)" strokeWidth="1.6">
      <circle cx="11" cy="12" r="4" />
      <circle cx="23" cy="12" r="4" />
      <circle cx="35" cy="12" r="4" />
      <circle cx="11" cy="25" r="4" />
      <path d="M19.5 21.5l7 7m0-7l-7 7" />
      <circle cx="35" cy="25" r="4" />
    </g>
  ),
  multilabel: (
    <>
      <rect x="6" y="7" width="18" height="6" rx="3" fill="var(--accent)" />
      <rect x="27" y="7" width="12" height="6" rx="3" stroke="var(--accent)" strokeWidth="1.6" />
      <rect x="6" y="15" width="11" height="6" rx="3" stroke="var(--accent)" strokeWidth="1.6" />
      <rect x="20" y="15" width="19" height="6" rx="3" fill="var(--accent)" />
      <rect x="6" y="23" width="15" height="6" rx="3" fill="var(--accent)" />
    </>
  ),
  regression: (
    <g stroke="var(--accent)" strokeWidth="1.6" strokeLinecap="round">
      <path d="M8 26a15 15 0 0 1 30 0" />
      <path d="M23 26l8-9" />
      <circle cx="23" cy="26" r="1.6" fill="var(--accent)" />
    </g>
  ),
}
