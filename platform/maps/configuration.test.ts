import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapOrigins, readMapSource } from './configuration.ts'

const tianditu = {
  LIUHUI_MAP_TILES: 'https://t0.tianditu.gov.cn/vec/{z}/{x}/{y} https://t1.tianditu.gov.cn/vec/{z}/{x}/{y}',
  LIUHUI_MAP_ATTRIBUTION: '天地图 GS(2024)0568号',
}

test('without settings there is no tile source and nothing to allow', () => {
  assert.equal(readMapSource({}), undefined)
  assert.deepEqual(mapOrigins(undefined), [])
})

test('a tile source names its attribution, and its origins are allowed once each', () => {
  const source = readMapSource(tianditu)
  assert.deepEqual(source, {
    tiles: ['https://t0.tianditu.gov.cn/vec/{z}/{x}/{y}', 'https://t1.tianditu.gov.cn/vec/{z}/{x}/{y}'],
    attribution: '天地图 GS(2024)0568号',
    crs: 'wgs84',
    maxZoom: 18,
  })
  assert.deepEqual(mapOrigins(source), ['https://t0.tianditu.gov.cn', 'https://t1.tianditu.gov.cn'])
})

test('wrong settings say what is wrong', () => {
  assert.throws(() => readMapSource({ ...tianditu, LIUHUI_MAP_ATTRIBUTION: ' ' }), /approval number/)
  assert.throws(() => readMapSource({ ...tianditu, LIUHUI_MAP_CRS: 'bd09' }), /wgs84 or gcj02/)
  assert.throws(() => readMapSource({ ...tianditu, LIUHUI_MAP_TILES: 'https://a.cn/{z}/{x}' }), /no \{y\}/)
  assert.throws(() => readMapSource({ ...tianditu, LIUHUI_MAP_TILES: 'tiles' }), /not an address/)
})
