import { ApartmentOutlined, IdcardOutlined, SafetyOutlined, ScheduleOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const people: DeskModule = {
  id: 'people',
  menu: [
    {
      group: 'company',
      label: 'organisation',
      path: '/organisation',
      icon: ApartmentOutlined,
      need: ['people:read', 'organisation:read'],
      order: 10,
    },
    {
      group: 'company',
      label: 'calendar',
      path: '/calendar',
      icon: ScheduleOutlined,
      need: 'calendar:read',
      order: 20,
    },
    {
      group: 'system',
      label: 'accounts',
      path: '/accounts',
      icon: IdcardOutlined,
      // Customer managers may read their own account, which is on their profile.
      need: ['accounts:create', 'accounts:update', 'roles:configure', 'roles:read'],
      order: 10,
    },
    {
      group: 'system',
      label: 'policy',
      path: '/policy',
      icon: SafetyOutlined,
      need: 'roles:read',
      order: 20,
    },
  ],
  screens: [
    {
      path: '/organisation',
      title: 'organisation',
      need: ['people:read', 'organisation:read'],
      load: () => import('./organisation-screen.tsx').then((module) => module.OrganisationScreen),
    },
    {
      path: '/calendar',
      title: 'calendar',
      need: 'calendar:read',
      load: () => import('./calendar-screen.tsx').then((module) => module.CalendarScreen),
    },
    {
      path: '/accounts',
      title: 'accounts',
      need: 'accounts:read',
      load: () => import('./accounts-screen.tsx').then((module) => module.AccountsScreen),
    },
    {
      path: '/policy',
      title: 'policy',
      need: 'roles:read',
      load: () => import('./policy-screen.tsx').then((module) => module.PolicyScreen),
    },
  ],
  search: {
    label: 'organisation',
    need: 'people:read',
    load: () => import('./find-people.ts').then((module) => module.findPeople),
  },
}
