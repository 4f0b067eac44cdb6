import { createHash, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32

/** A secret that nobody guesses: 256 random bits, in letters that an address may have. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url')

/** What only the hash of a secret tells. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
