import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** A graphics card in software that comes with Debian's Chromium; the Vulkan loader (`libvulkan1`) reads where it is described. */
const DESCRIPTION = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** Lets WebGPU find the software card where this machine has no better; to be called before an engine is loaded. */
export function offerSoftwareCard(): void {
  if (process.env.VK_ICD_FILENAMES || !existsSync(DESCRIPTION)) return
  process.env.VK_ICD_FILENAMES = DESCRIPTION
  process.env.XDG_RUNTIME_DIR ??= tmpdir()
}
