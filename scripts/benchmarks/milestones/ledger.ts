import type { Split } from '#shared/domain/asset.ts'

/** What makes a milestone, in the words of its documentation. */
export interface MilestoneRule {
  /** New approved labels since the last training that start the next … */
  readonly labels: number
  /** … or this share of what the last one saw, if that is more. */
  readonly growth: number
  /** Approved labels of each kind that there must be at least. */
  readonly floors: Readonly<Record<string, number>>
}

interface LedgerAsset {
  readonly split: Split
  status: 'new' | 'begun' | 'approved'
  readonly annotations: Map<string, { label: string; status: 'draft' | 'approved' | 'deleted' }>
}

/**
 * A milestone's crossings, counted without the product: a few lines of book-keeping of what people do, and of what the rule says about
 * it. It shares no code with the server.
 */
export function createLedger(rule: MilestoneRule) {
  const assets = new Map<string, LedgerAsset>()
  const undo: (() => void)[] = []
  let seen = 0
  let pending = false
  let crossings = 0
  const assetOf = (id: string): LedgerAsset => {
    const asset = assets.get(id)
    if (!asset) throw new Error(`The ledger knows no asset ${id}`)
    return asset
  }
  const approved = () =>
    [...assets.values()]
      .filter(({ status }) => status === 'approved')
      .flatMap(({ annotations }) => [...annotations.values()].filter(({ status }) => status === 'approved'))
  const setStatus = (asset: LedgerAsset, status: LedgerAsset['status']) => {
    asset.status = status
    if (status !== 'approved') return
    for (const annotation of asset.annotations.values()) if (annotation.status === 'draft') annotation.status = 'approved'
  }
  const remember = (back: () => void) => undo.push(back)

  return {
    addAsset(id: string, split: Split): void {
      assets.set(id, { split, status: 'new', annotations: new Map() })
    },
    draw(assetId: string, id: string, label: string): void {
      const asset = assetOf(assetId)
      asset.annotations.set(id, { label, status: 'draft' })
      if (asset.status === 'new') asset.status = 'begun'
      remember(() => asset.annotations.set(id, { label, status: 'deleted' }))
    },
    edit(assetId: string, id: string, label: string): void {
      const annotation = assetOf(assetId).annotations.get(id)
      if (!annotation) throw new Error(`The ledger knows no annotation ${id}`)
      const before = annotation.label
      annotation.label = label
      remember(() => {
        annotation.label = before
      })
    },
    erase(assetId: string, id: string): void {
      const annotation = assetOf(assetId).annotations.get(id)
      if (!annotation) throw new Error(`The ledger knows no annotation ${id}`)
      const before = annotation.status
      annotation.status = 'deleted'
      remember(() => {
        annotation.status = before
      })
    },
    setAsset(assetId: string, status: 'begun' | 'approved'): void {
      const asset = assetOf(assetId)
      const before = asset.status
      setStatus(asset, status)
      remember(() => setStatus(asset, before))
    },
    undo: () => undo.pop()?.(),
    /** Labels and assets that came together, approved already. */
    import(imported: readonly { id: string; split: Split; labels: readonly string[] }[]): void {
      for (const { id, split, labels } of imported) {
        const annotations = labels.map((label, index) => [`${id}:${index}`, { label, status: 'approved' as const }] as const)
        assets.set(id, { split, status: 'approved', annotations: new Map(annotations) })
      }
    },
    /** Somebody asks the rule, when everything that was done is known. */
    ask(): void {
      if (pending) return
      const labels = approved()
      const isReached = labels.length - seen >= Math.max(rule.labels, Math.ceil(rule.growth * seen))
      const hasFloors = Object.entries(rule.floors).every(
        ([name, floor]) => labels.filter(({ label }) => label === name).length >= floor,
      )
      const splits = new Set([...assets.values()].filter(({ status }) => status === 'approved').map(({ split }) => split))
      if (!isReached || !hasFloors || !splits.has('train') || !splits.has('test')) return
      crossings++
      pending = true
      seen = labels.length
    },
    /** The training ends; one that froze the labels has seen all there are. */
    endRun({ frozen }: { frozen: boolean }): void {
      pending = false
      if (frozen) seen = approved().length
    },
    get labels() {
      return approved().length
    },
    get crossings() {
      return crossings
    },
    get pending() {
      return pending
    },
    get hasApproved() {
      return [...assets.values()].some(({ status }) => status === 'approved')
    },
    /** Annotations of an asset that are not deleted. */
    drawnOn: (assetId: string): string[] =>
      [...assetOf(assetId).annotations].filter(([, { status }]) => status !== 'deleted').map(([id]) => id),
    statusOf: (assetId: string) => assetOf(assetId).status,
  }
}
export type Ledger = ReturnType<typeof createLedger>
