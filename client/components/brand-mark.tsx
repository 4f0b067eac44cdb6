/** The product's sign: a loop. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="none" stroke="#ffffff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M8.5 16a7.5 7.5 0 0 1 13-5.1M23.5 16a7.5 7.5 0 0 1-13 5.1" />
        <path d="M21.9 5.900v5.200h-5.200M10.1 26.100v-5.200h5.2" />
      </g>
    </svg>
  )
}
