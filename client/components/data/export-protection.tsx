import { MultiSelect, Switch } from '@mantine/core'
import type { Ontology } from '#shared/ontology.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { ExportOptions, ImageProtection } from '#shared/routes/data.ts'
import { counted } from '../../figures.ts'
import { t } from '../../i18n.ts'

/** How images leave. */
export type Protection = Pick<ExportOptions, 'blur' | 'keepMetadata'>
export const PROTECTED: Protection = { blur: [], keepMetadata: false }

interface Props {
  readonly ontology: Ontology
  readonly value: Protection
  readonly onChange: (value: Protection) => void
}

/** What of people is taken out of images before they leave: what files say about them, and what chosen labels show. */
export function ExportProtection({ ontology, value, onChange }: Props) {
  return (
    <>
      <MultiSelect
        label={t('Make unrecognisable')}
        description={t(
          'Faces, number plates: what these labels cover, and the kinds below them, becomes a few squares of colour for good. Only labels that are approved hide anything.',
        )}
        placeholder={value.blur.length === 0 ? t('Nothing') : ''}
        data={activeLabels(ontology).map(({ name }) => name)}
        value={[...value.blur]}
        onChange={(blur) => onChange({ ...value, blur })}
        searchable
        data-testid="export-blur"
      />
      <Switch
        label={t('Keep what the files say about the images')}
        description={t('Camera, time, place and names. Otherwise they are taken out, and the pixels stay as they are.')}
        checked={value.keepMetadata}
        onChange={(event) => onChange({ ...value, keepMetadata: event.currentTarget.checked })}
        data-testid="export-metadata"
      />
    </>
  )
}

/** What was done about that, as sentences; empty where nothing was to be done. */
export function protectionSentences({ bare, blurred, areas }: ImageProtection): string[] {
  return [
    ...(blurred > 0
      ? [t('{{areas}} on {{images}} made unrecognisable.', { areas: counted(areas, 'area'), images: counted(blurred, 'image') })]
      : []),
    ...(bare > 0 ? [t('{{images}} left without what their files say about them.', { images: counted(bare, 'image') })] : []),
  ]
}
