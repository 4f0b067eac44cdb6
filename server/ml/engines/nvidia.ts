import { existsSync } from 'node:fs'

/** Where the kernel's NVIDIA driver shows itself. */
const DRIVER = '/proc/driver/nvidia/version'

/** Whether this machine has an NVIDIA card with its driver loaded. */
export function hasNvidiaDriver(exists: (path: string) => boolean = existsSync): boolean {
  return exists(DRIVER)
}
