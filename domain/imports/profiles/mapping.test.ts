import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guessMapping } from './field.ts'
import { guessFormat } from './iowa.ts'
import { findProfile } from './registry.ts'

const fieldsOf = (profile: string, kind: 'customers' | 'goods' | 'orders' | 'debits', header: string) =>
  guessMapping(header.split(','), findProfile(profile)!.fields[kind])

test('headers of the ordering platform, of department workbooks and of our own city files', () => {
  assert.deepEqual(
    fieldsOf('default', 'customers', 'CUST_CODE,CUST_NAME,GRADE,PERIODS,CREDIT_LEVEL,BASE_TYPE,某列'),
    {
      CUST_CODE: 'customerId',
      CUST_NAME: 'name',
      GRADE: 'tier',
      PERIODS: 'orderDay',
      CREDIT_LEVEL: 'creditGrade',
      BASE_TYPE: 'format',
      某列: null,
    },
  )
  assert.deepEqual(fieldsOf('default', 'orders', 'co_num,born_date,cust_id,item_id,qty_ord,price'), {
    co_num: 'orderNo',
    born_date: 'orderDate',
    cust_id: 'customerId',
    item_id: 'productCode',
    qty_ord: 'quantity',
    price: 'priceFen',
  })
  const city =
    'order_id,date,customer_id,line_no,product_id,quantity_cartons,amount_fen,requested_cartons,channel,warehouse_id,device_id,payer_id'
  const mapping = fieldsOf('default', 'orders', city)
  assert.equal(mapping.amount_fen, 'amountInFen', 'fen are not yuan')
  assert.equal(mapping.order_id, 'orderNo')
  assert.equal(mapping.quantity_cartons, 'quantity')
  assert.equal(mapping.requested_cartons, null)
})

test('brackets tell fen from yuan; without them the amount is in yuan', () => {
  assert.equal(fieldsOf('default', 'orders', '金额（分）')['金额（分）'], 'amountInFen')
  assert.equal(fieldsOf('default', 'orders', '金额（元）')['金额（元）'], 'amountFen')
  assert.equal(fieldsOf('default', 'orders', '金额').金额, 'amountFen')
  assert.equal(fieldsOf('default', 'goods', 'wholesale_fen').wholesale_fen, null, 'nothing is guessed')
})

test('the field’s own name goes before an alias, wherever the columns stand', () => {
  const mapping = fieldsOf('iowa', 'goods', 'Item Number,Category Name,Item Description,Vendor,Vendor Name')
  assert.deepEqual([mapping.Vendor, mapping['Vendor Name']], [null, 'manufacturer'])
})

test('stars, blanks, case and full-width signs in headers do not matter', () => {
  const mapping = fieldsOf('default', 'customers', ' 客户 编码 ,客户名称＊,Licence_No')
  assert.deepEqual(Object.values(mapping), ['customerId', 'name', 'licenceNo'])
})

test('Iowa: formats from names', () => {
  const cases: [string, string, string?][] = [
    ['HY-VEE FOOD STORE #1 / AMES', 'supermarket', 'HY-VEE'],
    ['HY-VEE GAS #5 / AMES', 'convenience', 'HY-VEE'],
    ['HY-VEE WINE AND SPIRITS / WDM', 'tobacco_liquor', 'HY-VEE'],
    ["CASEY'S GENERAL STORE #2521", 'convenience', "CASEY'S"],
    ['KUM & GO #76', 'convenience', 'KUM & GO'],
    ['FAREWAY STORES #900', 'supermarket', 'FAREWAY'],
    ['CENTRAL CITY LIQUOR, INC.', 'tobacco_liquor'],
    ['PRAIRIE MEADOWS', 'entertainment'],
    ['XYZ', 'other'],
  ]
  for (const [name, format, chainName] of cases) {
    const guessed = guessFormat(name)
    assert.deepEqual([guessed.format, guessed.chainName], [format, chainName], name)
  }
})
