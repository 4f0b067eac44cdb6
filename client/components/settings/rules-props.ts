import type { LoopSettings } from '#shared/domain/project.ts'

/** What a section of rules needs: the settings as they are being edited, and how to change one part of them. */
export interface RulesProps {
  readonly loop: LoopSettings
  readonly change: <K extends keyof LoopSettings>(part: K, values: Partial<LoopSettings[K]>) => void
}
