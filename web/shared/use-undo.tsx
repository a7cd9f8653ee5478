import { App, Button } from 'antd'
import { useCallback } from 'react'
import { t as common } from './text/common.ts'
import { sayProblemShortly } from './text/problems.ts'

const SECONDS = 8

/**
 * Says that something was done and offers to take it back for a few seconds. What was done is done already; undoing
 * is an action of its own, so closing the page loses nothing.
 *
 *     const tellDone = useUndo()
 *     tellDone(t('view.deleted'), () => call(restoreView, …))
 */
export function useUndo(): (done: string, undo: () => Promise<unknown>) => void {
  const { notification, message } = App.useApp()
  return useCallback(
    (done, undo) => {
      const key = crypto.randomUUID()
      notification.success({
        key,
        title: done,
        placement: 'bottomLeft',
        duration: SECONDS,
        actions: (
          <Button
            size="small"
            onClick={() => {
              notification.destroy(key)
              undo().then(
                () => void message.success(common('state.undone')),
                (error: unknown) => void message.error(sayProblemShortly(error)),
              )
            }}
          >
            {common('action.undo')}
          </Button>
        ),
      })
    },
    [notification, message],
  )
}
