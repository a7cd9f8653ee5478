import { BookOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const rules: DeskModule = {
  id: 'rules',
  menu: [
    {
      group: 'company',
      label: 'rules',
      path: '/rules',
      icon: BookOutlined,
      need: 'rule-book:read',
      order: 30,
    },
  ],
  screens: [
    {
      path: '/rules',
      title: 'rules',
      need: 'rule-book:read',
      load: () => import('./rules-screen.tsx').then((module) => module.RulesScreen),
    },
  ],
}
