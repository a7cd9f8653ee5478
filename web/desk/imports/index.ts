import { ImportOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const imports: DeskModule = {
  id: 'imports',
  menu: [
    {
      group: 'company',
      label: 'imports',
      path: '/imports',
      icon: ImportOutlined,
      need: 'imports:read',
      order: 40,
    },
  ],
  screens: [
    {
      path: '/imports',
      title: 'imports',
      need: 'imports:read',
      load: () => import('./imports-screen.tsx').then((module) => module.ImportsScreen),
    },
    {
      path: '/imports/new',
      title: 'importNew',
      under: '/imports',
      need: 'imports:create',
      load: () => import('./new-import-screen.tsx').then((module) => module.NewImportScreen),
    },
    {
      path: '/imports/$importId',
      title: 'importOne',
      under: '/imports',
      need: 'imports:read',
      load: () => import('./import-screen.tsx').then((module) => module.ImportScreen),
    },
  ],
  opens: { import_run: (importId) => `/imports/${importId}` },
  cards: [
    {
      id: 'imports.latest',
      need: 'imports:create',
      roles: ['info_clerk'],
      order: 30,
      span: 6,
      load: () => import('./imports-card.tsx').then((module) => module.ImportsCard),
    },
  ],
}
