import { AppError } from '../errors.ts'

/** Thrown where what is kept under a hash is no longer what it was. */
export class ContentDamaged extends AppError {
  constructor(hash: string, place: string) {
    super('unavailable', `The content ${hash} is damaged in ${place}`)
  }
}
