import { CheckSquareOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const tasks: DeskModule = {
  id: 'tasks',
  menu: [
    {
      group: 'work',
      label: 'tasks',
      path: '/tasks',
      icon: CheckSquareOutlined,
      need: 'tasks:read',
      order: 1,
    },
  ],
  screens: [
    {
      path: '/tasks',
      title: 'tasks',
      need: 'tasks:read',
      load: () => import('./tasks-screen.tsx').then((module) => module.TasksScreen),
    },
  ],
  cards: [
    {
      id: 'tasks.open',
      need: 'tasks:read',
      order: 1,
      span: 6,
      load: () => import('./tasks-card.tsx').then((module) => module.TasksCard),
    },
  ],
}
