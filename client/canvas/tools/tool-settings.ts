/** What a hand sets once and keeps: the same for all tools, remembered by the workbench. */
export interface ToolSettings {
  /** Diameter of the brush, in image pixels. */
  readonly brushSize: number
  readonly brushTip: 'round' | 'square'
  /** The brush takes away instead of adding. */
  readonly isErasing: boolean
  /** How far a simplified outline may lie beside the drawn one, in image pixels. */
  readonly simplifyTolerance: number
  /** How different a colour may be that the wand still takes, 0 to 255 per channel. */
  readonly wandTolerance: number
  /** Who cuts out: GrabCut, or the project's own model where it has one. */
  readonly cutOutBy: 'own' | 'grabCut'
  /** What the smart tools make of what they found. */
  readonly smartResult: 'mask' | 'polygon'
  /** New outlines run along the ones beside them. */
  readonly sharesBorders: boolean
  /** Points jump to edges and corners that are near. */
  readonly snaps: boolean
}

export const DEFAULT_TOOL_SETTINGS: ToolSettings = {
  brushSize: 24,
  brushTip: 'round',
  isErasing: false,
  simplifyTolerance: 1,
  wandTolerance: 24,
  cutOutBy: 'own',
  smartResult: 'mask',
  sharesBorders: false,
  snaps: false,
}
