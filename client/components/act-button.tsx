import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props extends Pick<ButtonProps, 'variant' | 'color'> {
  readonly act: { readonly mutate: () => void; readonly isPending: boolean }
  /** Whether what it starts goes on after the act itself. */
  readonly isGoingOn?: boolean
  readonly children: ReactNode
  readonly 'data-testid'?: string
}

/** A small button at the end of a row: starts an act, and shows that it is under way. */
export function ActButton({ act, isGoingOn = false, ...rest }: Props) {
  return <Button size="compact-xs" onClick={() => act.mutate()} loading={act.isPending || isGoingOn} {...rest} />
}
