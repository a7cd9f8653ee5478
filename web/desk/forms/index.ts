import { FormOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const forms: DeskModule = {
  id: 'forms',
  menu: [
    {
      group: 'company',
      label: 'forms',
      path: '/forms',
      icon: FormOutlined,
      need: ['forms:create', 'forms:configure', 'forms:approve'],
      order: 40,
    },
  ],
  screens: [
    {
      path: '/forms',
      title: 'forms',
      need: 'forms:read',
      load: () => import('./forms-screen.tsx').then((module) => module.FormsScreen),
    },
  ],
}
