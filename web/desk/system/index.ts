import { AuditOutlined, HourglassOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const system: DeskModule = {
  id: 'system',
  menu: [
    // Customer managers may read their own sign-ins; that is no reason for a menu entry of its own.
    {
      group: 'system',
      label: 'audit',
      path: '/audit',
      icon: AuditOutlined,
      need: 'audit-log:run',
      order: 30,
    },
    {
      group: 'system',
      label: 'jobs',
      path: '/jobs',
      icon: HourglassOutlined,
      need: 'system:read',
      order: 40,
    },
  ],
  screens: [
    {
      path: '/audit',
      title: 'audit',
      need: 'audit-log:read',
      load: () => import('./audit-screen.tsx').then((module) => module.AuditScreen),
    },
    {
      path: '/jobs',
      title: 'jobs',
      need: 'system:read',
      load: () => import('./jobs-screen.tsx').then((module) => module.JobsScreen),
    },
  ],
}
