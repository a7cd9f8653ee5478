import type { City, CityCustomer } from '../../city/index.ts'
import type { CustomerChanges } from '../../domain/customers/contract.ts'
import {
  assignCustomers,
  insertCustomers,
  insertDeliveryLines,
  type NewCustomer,
  type Provenance,
} from '../../domain/customers/index.ts'
import { addMonths } from '../../engines/kernel/dates.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { OrganisationIds } from './organisation.ts'

/** Customers with their delivery lines and owners; answers with the database ids by the city's. */
export async function writeCustomers(
  tx: Tx,
  clock: Clock,
  city: City,
  ids: OrganisationIds,
): Promise<Map<string, string>> {
  const by: Provenance = { source: 'import', accountId: null, clock, batchId: newId(clock) }
  const lineIds = await writeDeliveryLines(tx, clock, city, ids)
  const customerIds = new Map(city.customers.map((customer) => [customer.customerId, newId(clock)]))
  const chainNames = new Map(city.chains.map((chain) => [chain.chainId, chain.name]))
  const groupNames = new Map(city.mutualAidGroups.map((group) => [group.groupId, group.name]))
  await insertCustomers(
    tx,
    city.customers.map(
      (customer): NewCustomer => ({
        customerId: customerIds.get(customer.customerId)!,
        code: customer.customerId,
        fields: toFields(customer, {
          unitId: ids.unitOfDepartment.get(customer.departmentId) ?? null,
          deliveryLineId: lineIds.get(customer.deliveryLineId) ?? null,
          chainName: chainNames.get(customer.chainId ?? '') ?? null,
          mutualAidGroup: groupNames.get(customer.mutualAidGroupId ?? '') ?? null,
        }),
      }),
    ),
    by,
  )
  const trading = city.customers.filter((customer) => customer.status !== 'invalid')
  const from = `${addMonths(city.options.endMonth, -city.options.months)}-01`
  await assignCustomers(
    tx,
    trading.map((customer) => ({
      customerId: customerIds.get(customer.customerId)!,
      personId: ids.personIds.get(customer.managerId) ?? null,
    })),
    { post: 'general', from },
    by,
  )
  return customerIds
}

function toFields(
  customer: CityCustomer,
  links: Pick<CustomerChanges, 'unitId' | 'deliveryLineId' | 'chainName' | 'mutualAidGroup'>,
): CustomerChanges & { readonly name: string } {
  return {
    ...links,
    name: customer.name,
    status: customer.status,
    address: customer.address,
    lon: customer.lon,
    lat: customer.lat,
    contactName: customer.contactName,
    phone: customer.phone,
    licenceNo: customer.licenceNumber,
    licenceValidFrom: customer.licenceValidFrom,
    licenceValidTo: customer.licenceValidTo,
    format: customer.format,
    shopKind: customer.shopKind,
    marketType: customer.marketType,
    urbanRuralCode: customer.urbanRuralCode,
    districtType: customer.districtType,
    scale: customer.scale,
    tier: customer.tier,
    valueGroup: customer.valueGroup,
    creditGrade: customer.creditGrade,
    orderWeekday: customer.orderWeekday,
    orderCycle: customer.orderCycle,
    visitsPerMonth: String(customer.visitsPerMonth),
    visitsBrand: customer.visitsBrand || null,
    visitsTraining: customer.visitsTraining || null,
    visitsResearch: customer.visitsResearch || null,
    teamVisit: customer.teamVisit || null,
    serviceMinutes: customer.serviceMinutes,
    windowStart: customer.windowStart || null,
    windowEnd: customer.windowEnd || null,
    floorAreaM2: customer.shopAreaSquareMeters,
    cigaretteSharePercent: Math.round(customer.dependenceShare * 1000) / 10,
    functionalTerminal: customer.isFunctionalTerminal,
    paymentAccountTail: customer.bankAccount.slice(-4),
    openedOn: customer.openedOn,
    closedOn: customer.closedOn,
    tags: [...(customer.isModernTerminal ? ['现代终端'] : []), ...(customer.isSample ? ['样本户'] : [])],
  }
}

async function writeDeliveryLines(
  tx: Tx,
  clock: Clock,
  city: City,
  ids: OrganisationIds,
): Promise<Map<string, string>> {
  const customersOf = Map.groupBy(city.customers, (customer) => customer.deliveryLineId)
  const lineIds = new Map(city.deliveryLines.map((line) => [line.lineId, newId(clock)]))
  await insertDeliveryLines(
    tx,
    city.deliveryLines.map((line) => {
      const first = customersOf.get(line.lineId)?.[0]
      const weekdays = new Set(
        (customersOf.get(line.lineId) ?? []).flatMap((customer) => customer.orderWeekday ?? []),
      )
      return {
        lineId: lineIds.get(line.lineId)!,
        code: line.lineId,
        name: line.name,
        unitId: ids.unitOfDepartment.get(first?.departmentId ?? '') ?? null,
        warehouse:
          city.warehouses.find((warehouse) => warehouse.warehouseId === line.warehouseId)?.name ?? null,
        orderWeekdays: [...weekdays].sort(),
        deliverymanId: ids.personIds.get(line.deliverymanId) ?? null,
        monopolyOfficerId: ids.personIds.get(first?.officerId ?? '') ?? null,
        phoneAgentId: ids.personIds.get(first?.phoneAgentId ?? '') ?? null,
      }
    }),
  )
  return lineIds
}
