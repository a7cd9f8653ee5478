/**
 * Ant Design's icons introduce themselves to screen readers by their English file names ("down", "plus"), in the
 * middle of Chinese labels. Here every icon stands beside a text or in a labelled button, so none of them needs a
 * voice; there is no setting for that, hence this watcher.
 */
export function quietIcons(): () => void {
  hushIn(document.body)
  const observer = new MutationObserver((records) => {
    for (const record of records)
      for (const node of record.addedNodes) if (node instanceof Element) hushIn(node)
  })
  observer.observe(document.body, { childList: true, subtree: true })
  return () => observer.disconnect()
}

function hushIn(element: Element): void {
  if (element.classList.contains('anticon')) element.setAttribute('aria-hidden', 'true')
  for (const icon of element.getElementsByClassName('anticon')) icon.setAttribute('aria-hidden', 'true')
}
