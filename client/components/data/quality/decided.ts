import type { FindingDecision, FindingStatus, ShownFinding } from '#shared/domain/quality.ts'

/** A finding as it will be once this was decided about it; the server says the same a moment later. */
export function decided(finding: ShownFinding, decision: FindingDecision): ShownFinding {
  const { asset, aside } = finding
  switch (decision) {
    case 'dismiss':
      return { ...finding, status: 'dismissed' }
    case 'reopen':
      return { ...finding, status: 'open' }
    case 'quarantine':
      return { ...finding, status: 'open', aside: aside ?? asset.status, asset: { ...asset, status: 'quarantined' } }
    case 'release':
      return { ...finding, status: 'dismissed', aside: null, asset: { ...asset, status: aside ?? 'new' } }
    default:
      return decision satisfies never
  }
}

/** A list of one status after a decision about some of it: what has another status now has left it. */
export const listedAfter = (
  listed: readonly ShownFinding[],
  status: FindingStatus,
  { findings, decision }: { readonly findings: readonly string[]; readonly decision: FindingDecision },
): ShownFinding[] =>
  listed
    .map((finding) => (findings.includes(finding.id) ? decided(finding, decision) : finding))
    .filter((finding) => finding.status === status)
