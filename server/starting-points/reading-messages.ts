import type { PixelRangeName, StartingPoint } from '#shared/domain/starting-point.ts'

/** What a network was found to be. */
export type StartingPointSigns = Pick<StartingPoint, 'operations' | 'parametersCount' | 'maps' | 'last' | 'endsBefore'>

/** What is said to a reading process: the archive that came, and an empty folder for the body in it. */
export type ReadingCommand = { readonly archive: string; readonly folder: string; readonly pixels: PixelRangeName }

/** What a reading process answers before it ends. */
export type ReadingAnswer =
  | { readonly type: 'read'; readonly signs: StartingPointSigns }
  | { readonly type: 'refused'; readonly message: string }
