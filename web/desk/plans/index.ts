import { AimOutlined, CalendarOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const plans: DeskModule = {
  id: 'plans',
  menu: [
    {
      group: 'work',
      label: 'plans',
      path: '/plans',
      icon: CalendarOutlined,
      need: 'visit-plans:read',
      order: 10,
    },
    {
      group: 'work',
      label: 'territories',
      path: '/territories',
      icon: AimOutlined,
      // Customer managers read their own assignments only: for them the map is the list of customers.
      need: ['assignments:run', 'assignments:create', 'assignments:approve'],
      order: 20,
    },
  ],
  screens: [
    {
      path: '/plans',
      title: 'plans',
      need: 'visit-plans:read',
      load: () => import('./plans-screen.tsx').then((module) => module.PlansScreen),
    },
    {
      path: '/plans/$planId',
      title: 'plan',
      under: '/plans',
      need: 'visit-plans:read',
      load: () => import('./plan-screen.tsx').then((module) => module.PlanScreen),
    },
    {
      path: '/territories',
      title: 'territories',
      need: 'assignments:read',
      load: () => import('./territories-screen.tsx').then((module) => module.TerritoriesScreen),
    },
  ],
}
