/** `bytes` random bytes in hexadecimal, from the platform's cryptographic source (browser and Node alike). */
export function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
