import { Modal, type ModalProps } from '@mantine/core'
import { useLayoutEffect } from 'react'

/** A dialog that exists only while it is open: what had the focus before has it again afterwards. */
export function OpenDialog(props: Omit<ModalProps, 'opened'>) {
  // Mantine gives the focus back where a dialog closes, not where it goes away.
  useLayoutEffect(() => {
    const before = document.activeElement
    return () => {
      setTimeout(() => {
        if (before instanceof HTMLElement && document.activeElement === document.body) before.focus({ preventScroll: true })
      })
    }
  }, [])
  return <Modal opened {...props} />
}
