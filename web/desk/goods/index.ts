import { TagsOutlined } from '@ant-design/icons'
import type { DeskModule } from '../module.ts'

export const goods: DeskModule = {
  id: 'goods',
  menu: [
    { group: 'goods', label: 'goods', path: '/goods', icon: TagsOutlined, need: 'goods:read', order: 10 },
  ],
  screens: [
    {
      path: '/goods',
      title: 'goods',
      need: 'goods:read',
      load: () => import('./goods-screen.tsx').then((module) => module.GoodsScreen),
    },
    {
      path: '/goods/$productId',
      title: 'product',
      under: '/goods',
      need: 'goods:read',
      load: () => import('./product-screen.tsx').then((module) => module.ProductScreen),
    },
  ],
}
