import type { ImportProfileName } from '../contract.ts'
import {
  CUSTOMER_FIELD_SPECS,
  DEBIT_FIELD_SPECS,
  GOODS_FIELD_SPECS,
  ORDER_FIELD_SPECS,
} from './default-fields.ts'
import { IOWA } from './iowa.ts'
import type { ImportProfile } from './profile.ts'

const DEFAULT: ImportProfile = {
  name: 'default',
  fields: {
    customers: CUSTOMER_FIELD_SPECS,
    goods: GOODS_FIELD_SPECS,
    orders: ORDER_FIELD_SPECS,
    debits: DEBIT_FIELD_SPECS,
  },
  createCustomers: false,
  unit: 'carton',
  currency: 'CNY',
}

const PROFILES: Readonly<Record<ImportProfileName, ImportProfile>> = { default: DEFAULT, iowa: IOWA }

export function findProfile(name: string): ImportProfile | undefined {
  return Object.hasOwn(PROFILES, name) ? PROFILES[name as ImportProfileName] : undefined
}
