import type { TestEvent } from 'node:test/reporters'

/** One finished test, as `npm run check` wants it: which ids are in its title, and did it really pass. */
export interface TestResult {
  readonly title: string
  readonly file: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
}

/** A node:test reporter that writes one JSON object per finished test. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const parents: string[] = []
  for await (const event of events) {
    if (event.type === 'test:start') parents[event.data.nesting] = event.data.name
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, nesting, file, skip, todo } = event.data
    const title = [...parents.slice(0, nesting), name].join(' > ')
    const outcome =
      event.type === 'test:fail' ? 'failed' : skip !== undefined || todo !== undefined ? 'skipped' : 'passed'
    const result: TestResult = { title, file: file ?? '', outcome }
    yield `${JSON.stringify(result)}\n`
  }
}
