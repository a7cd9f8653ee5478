import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ExpectedSource, findForgery } from './forgery.ts'

const good: Record<string, string> = {
  'content-type': 'application/json',
  origin: 'https://liuhui.example',
  'sec-fetch-site': 'same-origin',
  'x-csrf-token': 'right',
}
const expected: ExpectedSource = { host: 'liuhui.example', csrfToken: 'right', content: 'json' }

function judge(
  change: Record<string, string | undefined>,
  more: Partial<ExpectedSource> = {},
): string | undefined {
  const headers = Object.entries({ ...good, ...change }).filter((entry) => entry[1] !== undefined) as [
    string,
    string,
  ][]
  const request = new Request('https://liuhui.example/api/x', { method: 'POST', headers, body: '{}' })
  // A Request given no type writes text/plain for a text body: take it away again.
  if ('content-type' in change && change['content-type'] === undefined) request.headers.delete('content-type')
  return findForgery(request, { ...expected, ...more })
}

test('our own page passes', () => {
  assert.equal(judge({}), undefined)
  assert.equal(judge({ 'content-type': 'application/json; charset=utf-8' }), undefined)
  assert.equal(judge({ 'sec-fetch-site': undefined }), undefined)
  assert.equal(judge({ origin: undefined }), undefined)
  assert.equal(judge({ 'x-csrf-token': undefined }, { csrfToken: undefined }), undefined)
})

test('eight forgeries are refused, each for its own reason', () => {
  assert.equal(judge({ 'content-type': 'text/plain' }), 'content-type')
  assert.equal(judge({ 'content-type': 'application/x-www-form-urlencoded' }), 'content-type')
  assert.equal(judge({ 'content-type': undefined }), 'content-type')
  assert.equal(judge({ origin: 'https://evil.example', 'sec-fetch-site': undefined }), 'origin')
  assert.equal(judge({ origin: 'null', 'sec-fetch-site': undefined }), 'origin')
  assert.equal(judge({ origin: undefined, 'sec-fetch-site': 'cross-site' }), 'origin')
  assert.equal(judge({ 'x-csrf-token': undefined }), 'token')
  assert.equal(judge({ 'x-csrf-token': 'wrong' }), 'token')
})

test('more of the same kind', () => {
  assert.equal(judge({ origin: undefined, 'sec-fetch-site': undefined }), 'origin')
  assert.equal(judge({ 'sec-fetch-site': 'same-site' }), 'origin')
  assert.equal(
    judge({ origin: 'https://liuhui.example.evil.example', 'sec-fetch-site': undefined }),
    'origin',
  )
  assert.equal(
    judge({ origin: 'http://liuhui.example' }, { publicOrigin: 'https://liuhui.example' }),
    'origin',
  )
  assert.equal(judge({ origin: 'not an origin', 'sec-fetch-site': undefined }), 'origin')
  assert.equal(judge({ 'x-csrf-token': 'right ' + 'x' }), 'token')
})

test('uploads may be any type that no form can send, changes without a body any that is not one', () => {
  assert.equal(judge({ 'content-type': 'application/octet-stream' }, { content: 'upload' }), undefined)
  assert.equal(
    judge({ 'content-type': 'multipart/form-data; boundary=x' }, { content: 'upload' }),
    'content-type',
  )
  assert.equal(judge({ 'content-type': undefined }, { content: 'upload' }), 'content-type')
  assert.equal(judge({ 'content-type': undefined }, { content: 'none' }), undefined)
  assert.equal(judge({ 'content-type': 'text/plain' }, { content: 'none' }), 'content-type')
})
