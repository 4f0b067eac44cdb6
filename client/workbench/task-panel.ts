import type { ComponentType } from 'react'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { ClassPanel } from './class-panel.tsx'
import { NumberPanel } from './number-panel.tsx'
import { ObjectPanel } from './object-panel.tsx'
import { TagPanel } from './tag-panel.tsx'

/** What stands beside the image: its objects, its class, its tags or its numbers. */
export function panelOf(task: TaskId): ComponentType {
  const { shape, exclusive, asks } = tasks[task]
  if (shape !== 'whole') return ObjectPanel
  if (exclusive) return ClassPanel
  return asks ? NumberPanel : TagPanel
}
