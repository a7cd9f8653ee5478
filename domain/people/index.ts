/** What other modules, the server and the commands use of people, besides the contract. */
export { findSignedIn } from './actions/sign-in.ts'
export {
  createAdministrators,
  createCompany,
  type FirstAdministrator,
  listCompanies,
  type NewCompany,
} from './companies.ts'
export {
  createDemoAccounts,
  DEMO_PASSWORD,
  DEMO_TOTP_SECRET,
  type DemoAccount,
  type DemoCompany,
  listDemoAccounts,
} from './demo-accounts.ts'
export { tidySessionsJob } from './jobs.ts'
export { grantFor, nameOfResource } from './policy.ts'
export type { Post, Role } from './roles.ts'
export {
  customerScope,
  customerSumScope,
  maskPhone,
  personScope,
  personsBelow,
  type Reach,
  unitScope,
  unitsBelow,
} from './scope.ts'
export { type Company, getCompany, hasAccounts } from './store/accounts.ts'
export {
  type CompanyDay,
  insertDaysOff,
  listCompanyDays,
  listDaysOff,
  type StoredDayOff,
  saveCompanyDay,
} from './store/calendar.ts'
export {
  insertPersons,
  insertUnits,
  type ListedPerson,
  listPersons,
  type StoredPerson,
  type StoredUnit,
} from './store/organisation.ts'
