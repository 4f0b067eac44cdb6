import { hash, verify } from '@node-rs/argon2'

/** Hashes a password with argon2id and the library's parameters, which follow OWASP's. */
export const hashPassword = (password: string): Promise<string> => hash(password)

/** Whether it is the password; where there is none to compare with it takes as long and says no. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const isRight = await verify(stored ?? (await nobodysHash), password)
  return isRight && stored !== null
}

const nobodysHash = hash('nobody has this password')
