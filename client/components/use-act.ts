import { notifications } from '@mantine/notifications'
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { sentenceOf } from '../api-error.ts'
import { t } from '../i18n.ts'

/** An act against the server: a failure is shown as its sentence, a success (where `done` has one) likewise. */
export function useAct<Input = void, Answer = unknown>(
  act: (input: Input) => Promise<Answer>,
  done?: (answer: Answer, input: Input) => string | undefined,
): UseMutationResult<Answer, Error, Input> {
  return useMutation({
    mutationFn: act,
    onError: (error) => notifications.show({ color: 'red', title: t('That did not work'), message: sentenceOf(error) }),
    onSuccess(answer, input) {
      const message = done?.(answer, input)
      if (message) notifications.show({ message })
    },
  })
}
