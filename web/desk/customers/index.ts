import { PartitionOutlined, ShopOutlined, TruckOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const customers: DeskModule = {
  id: 'customers',
  menu: [
    {
      group: 'market',
      label: 'customers',
      path: '/customers',
      icon: ShopOutlined,
      need: 'customers:read',
      order: 10,
    },
    {
      group: 'market',
      label: 'segments',
      path: '/segments',
      icon: PartitionOutlined,
      need: 'segments:read',
      order: 20,
    },
    {
      group: 'market',
      label: 'delivery',
      path: '/delivery',
      icon: TruckOutlined,
      need: 'customers:read',
      order: 30,
    },
  ],
  screens: [
    {
      path: '/customers',
      title: 'customers',
      need: 'customers:read',
      load: () => import('./customers-screen.tsx').then((module) => module.CustomersScreen),
    },
    {
      path: '/customers/$customerId',
      title: 'customer',
      under: '/customers',
      need: 'customers:read',
      load: () => import('./customer-screen.tsx').then((module) => module.CustomerScreen),
    },
    {
      path: '/segments',
      title: 'segments',
      need: 'segments:read',
      load: () => import('./segments/segments-screen.tsx').then((module) => module.SegmentsScreen),
    },
    {
      path: '/delivery',
      title: 'delivery',
      need: 'customers:read',
      load: () => import('./delivery/delivery-screen.tsx').then((module) => module.DeliveryScreen),
    },
    {
      path: '/delivery/$proposalId',
      title: 'moves',
      under: '/delivery',
      need: 'customers:read',
      load: () => import('./delivery/moves-screen.tsx').then((module) => module.MovesScreen),
    },
  ],
  search: {
    label: 'customers',
    need: 'customers:read',
    load: () => import('./search.ts').then((module) => module.findCustomers),
  },
  opens: {
    customer: (customerId) => `/customers/${customerId}`,
    move_proposal: (proposalId) => `/delivery/${proposalId}`,
  },
  cards: [
    {
      id: 'customers.data',
      need: 'customers:read',
      roles: ['info_clerk'],
      order: 20,
      span: 6,
      load: () => import('./cards/data-card.tsx').then((module) => module.DataCard),
    },
  ],
}
