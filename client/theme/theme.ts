import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { t } from '../i18n.ts'

const FONT = '"Inter", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
const MONOSPACE = 'ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'

const iris: MantineColorsTuple = [
  '#f0f0fd',
  '#dddcf6',
  '#c4c2ee',
  '#a9a7f5',
  '#8f8cec',
  '#7a77e6',
  '#6662d6',
  '#5753c6',
  '#4743a8',
  '#38358a',
]
const dark: MantineColorsTuple = [
  '#e9e9ee',
  '#c4c5ce',
  '#a5a7b3',
  '#7f818d',
  '#40424b',
  '#2d2f36',
  '#212227',
  '#191a1e',
  '#121316',
  '#0d0e10',
]

/** One accent, dense controls, quiet surfaces. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 6 },
  colors: { iris, dark },
  fontFamily: FONT,
  fontFamilyMonospace: MONOSPACE,
  headings: { fontFamily: FONT, fontWeight: '620' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  components: {
    ActionIcon: { defaultProps: { c: 'var(--ink-soft)' } },
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 100 }, withArrow: false } },
    Menu: { defaultProps: { transitionProps: { duration: 90 }, shadow: 'md' } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 110 },
        centered: true,
        radius: 'lg',
        padding: 'lg',
        closeButtonProps: { 'aria-label': t('Close') },
      },
      styles: { title: { fontWeight: 620 } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('Close') } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    NumberInput: { defaultProps: { size: 'sm' } },
  },
})

/** Mantine's own surfaces, on our tokens. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: SURFACES,
  dark: SURFACES,
})

const SURFACES = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--accent-ink)',
  '--mantine-color-iris-light': 'var(--accent-soft)',
  '--mantine-color-iris-light-hover': 'var(--accent-line)',
  '--mantine-color-iris-light-color': 'var(--accent-ink)',
}
