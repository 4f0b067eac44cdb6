import { channelsOf } from './written-legend.ts'

/** Labels with their colours in pictures, as CVAT reads and writes them beside VOC: "name:red,green,blue:parts:actions". Without it, only VOC's own twenty are known there. */
export const vocLabelMap = (labels: readonly { readonly name: string; readonly colour: number | null }[]): string[] => [
  '# label:color_rgb:parts:actions\n',
  'background:0,0,0::\n',
  ...labels.map(({ name, colour }) => `${name}:${channelsOf(colour ?? 0).join()}::\n`),
]
