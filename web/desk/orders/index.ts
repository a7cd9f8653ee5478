import { ShoppingCartOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const orders: DeskModule = {
  id: 'orders',
  menu: [
    {
      group: 'goods',
      label: 'orders',
      path: '/orders',
      icon: ShoppingCartOutlined,
      need: 'orders:read',
      order: 20,
    },
  ],
  screens: [
    {
      path: '/orders',
      title: 'orders',
      need: 'orders:read',
      load: () => import('./orders-screen.tsx').then((module) => module.OrdersScreen),
    },
  ],
}
