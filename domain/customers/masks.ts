import { grantFor, maskPhone } from '../people/index.ts'

/** How much of a customer's personal fields a role may read, by the policy table. */
export interface CustomerMasks {
  readonly contact: 'open' | 'masked' | 'hidden'
  readonly identity: 'open' | 'masked' | 'hidden'
}

/** Same rule for lists, pages, history, search and exports (H9, H10). */
export function customerMasks(role: string): CustomerMasks {
  return {
    contact: reachOf(role, 'customer-contact', 'contact'),
    identity: reachOf(role, 'customer-identity', 'case'),
  }
}

/** A grant that needs an open case number counts as masked: cases are not opened here. */
function reachOf(role: string, resource: string, mask: 'contact' | 'case'): 'open' | 'masked' | 'hidden' {
  const grant = grantFor(role, resource, 'read')
  if (!grant) return 'hidden'
  return grant.masks.includes(mask) ? 'masked' : 'open'
}

export function showPhone(phone: string | null, masks: CustomerMasks): string | null {
  if (phone === null || masks.contact === 'hidden') return null
  return masks.contact === 'open' ? phone : maskPhone(phone)
}

/** The family name and stars: 张**. */
export function showContact(name: string | null, masks: CustomerMasks): string | null {
  if (name === null || masks.contact === 'hidden') return null
  return masks.contact === 'open' ? name : `${[...name][0] ?? ''}**`
}

/** Only the last four digits. */
export function showLicenceNo(licenceNo: string | null, masks: CustomerMasks): string | null {
  if (licenceNo === null || masks.identity === 'hidden') return null
  return masks.identity === 'open'
    ? licenceNo
    : `${'*'.repeat(Math.max(0, licenceNo.length - 4))}${licenceNo.slice(-4)}`
}
