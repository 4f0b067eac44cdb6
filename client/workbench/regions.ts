/** The bars and panels around the image. */
const REGIONS = '[data-regions] > :not(main)'
/** What the keyboard can stand on. */
const STANDS = ':is(button, input, textarea, a[href], [tabindex="0"]):not(:disabled, [tabindex="-1"])'

/** Puts the keyboard into the next bar or panel around the image; after the last one it is the image's again. */
export function goToNextRegion(): void {
  const standing = document.activeElement
  const regions = [...document.querySelectorAll(REGIONS)]
  const now = regions.findIndex((region) => region.contains(standing))
  const [next] = regions.slice(now + 1).flatMap((region) => region.querySelector<HTMLElement>(STANDS) ?? [])
  if (next) next.focus()
  else leaveRegion(standing)
}

/** Gives the keyboard back to the image; false where the image had it. */
export function leaveRegion(standing: EventTarget | null): boolean {
  if (!(standing instanceof HTMLElement) || standing.closest(REGIONS) === null) return false
  standing.blur()
  return true
}
