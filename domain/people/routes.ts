import { type Implementation, implement } from '../../platform/http/handler.ts'
import * as accounts from './actions/accounts.ts'
import * as calendar from './actions/calendar.ts'
import * as organisation from './actions/organisation.ts'
import * as own from './actions/own-account.ts'
import * as persons from './actions/persons.ts'
import { describePolicy } from './actions/policy.ts'
import * as preferences from './actions/preferences.ts'
import * as signingIn from './actions/sign-in.ts'
import * as contract from './contract.ts'

export const routes: Implementation[] = [
  implement(contract.getSignInState, (context) => signingIn.getSignInState(context)),
  implement(contract.signIn, (context, { body }) => signingIn.signIn(context, body)),
  implement(contract.giveSecondFactor, (context, { body }) => signingIn.giveSecondFactor(context, body.code)),
  implement(contract.beginEnrolment, (context) => signingIn.beginEnrolment(context)),
  implement(contract.confirmEnrolment, (context, { body }) => signingIn.confirmEnrolment(context, body.code)),
  implement(contract.replaceFirstPassword, (context, { body }) =>
    signingIn.replaceFirstPassword(context, body.password),
  ),
  implement(contract.signOut, (context) => signingIn.signOut(context)),

  implement(contract.getMe, (context) => own.getMe(context)),
  implement(contract.updateProfile, (context, { body }) => own.updateProfile(context, body)),
  implement(contract.changePassword, (context, { body }) => own.changePassword(context, body)),
  implement(contract.listSessions, (context) => own.listSessions(context)),
  implement(contract.endSession, (context, { params }) => own.endSession(context, params.sessionId)),

  implement(contract.listPreferences, (context) => preferences.listPreferences(context)),
  implement(contract.putPreference, (context, { params, body }) =>
    preferences.putPreference(context, params.key, body.value),
  ),

  implement(contract.listAccounts, (context, { query }) => accounts.listAccounts(context, query)),
  implement(contract.createAccount, (context, { body }) => accounts.createAccount(context, body)),
  implement(contract.setAccountStatus, (context, { params, body }) =>
    accounts.setAccountStatus(context, params.accountId, body.status),
  ),
  implement(contract.resetPassword, (context, { params }) =>
    accounts.resetPassword(context, params.accountId),
  ),
  implement(contract.setRole, (context, { params, body }) =>
    accounts.setRole(context, params.accountId, body.role),
  ),
  implement(contract.resetSecondFactor, (context, { params }) =>
    accounts.resetSecondFactor(context, params.accountId),
  ),
  implement(contract.getPolicy, async () => describePolicy()),

  implement(contract.listUnits, (context) => organisation.listUnits(context)),
  implement(contract.createUnit, (context, { body }) => organisation.createUnit(context, body)),
  implement(contract.updateUnit, (context, { params, body }) =>
    organisation.updateUnit(context, params.unitId, body),
  ),
  implement(contract.listUnitProposals, (context) => organisation.listUnitProposals(context)),
  implement(contract.decideUnitProposal, (context, { params, body }) =>
    organisation.decideUnitProposal(context, params.proposalId, body.approve),
  ),

  implement(contract.listPeople, (context, { query }) => persons.listPeople(context, query)),
  implement(contract.getPerson, (context, { params }) => persons.getPerson(context, params.personId)),
  implement(contract.createPerson, (context, { body }) => persons.createPerson(context, body)),
  implement(contract.updatePerson, (context, { params, body }) =>
    persons.updatePerson(context, params.personId, body),
  ),

  implement(contract.getCalendar, (context, { query }) => calendar.getCalendar(context, query)),
  implement(contract.setCalendarDay, (context, { params, body }) =>
    calendar.setCalendarDay(context, params.date, body),
  ),
  implement(contract.clearCalendarDay, (context, { params }) =>
    calendar.clearCalendarDay(context, params.date),
  ),
  implement(contract.listDaysOff, (context, { query }) => calendar.listDaysOff(context, query)),
  implement(contract.addDaysOff, (context, { body }) => calendar.addDaysOff(context, body)),
  implement(contract.removeDayOff, (context, { params }) =>
    calendar.removeDayOff(context, params.personId, params.date),
  ),
]
