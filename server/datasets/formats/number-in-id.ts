import type { Lose } from './shapes-as.ts'
import type { Entry } from './written-entries.ts'

/** Of as many digits as every program counts exactly; none is numbered 0, which stands for no id at all (Datumaro, pycocotools). */
const WHOLE = /^[1-9]\d{0,14}$/

type Called = Pick<Entry['annotations'][number], 'originId'>

/** The number that an annotation came with, for formats that know no other ids; 0 where it came with none. */
export const numberInId = ({ originId = '' }: Called): number => (WHOLE.test(originId) ? Number(originId) : 0)

/** Tells where an annotation does not go out under the id that it came with. */
export function tellNumber({ originId }: Called, written: number | null, lose: Lose): void {
  if (originId !== undefined && originId !== String(written))
    lose('ids from other programs that are no numbers, or that two annotations have: others take their place', 'renamed')
}
