import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const webRoot = fileURLToPath(new URL('.', import.meta.url))
const outDir = fileURLToPath(new URL('../dist', import.meta.url))

/** Each application is a page of its own: the desk at `/`, the tablet at `/field/`, the shop's page at `/retailer/`. */
const pages = Object.fromEntries(
  [
    ['desk', 'index.html'],
    ['field', 'field/index.html'],
    ['retailer', 'retailer/index.html'],
  ]
    .filter(([, file]) => existsSync(`${webRoot}${file}`))
    .map(([name, file]) => [name, `${webRoot}${file}`]),
)

/** In development the pages come from Vite and the answers from the real server beside it. */
const api = process.env.LIUHUI_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: webRoot,
  base: '/',
  plugins: [react()],
  publicDir: `${webRoot}public`,
  server: { host: '127.0.0.1', proxy: { '/api': { target: api, changeOrigin: false } } },
  preview: { host: '127.0.0.1', proxy: { '/api': { target: api, changeOrigin: false } } },
  // Our workers and MapLibre's are ES modules; the content policy allows workers from our own origin only.
  worker: { format: 'es' },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: pages,
      output: {
        // What the first page needs comes in few files instead of fifty. Nothing else of antd is grouped: that
        // would pull tables and pickers into the first load; left alone they travel with the lazy screens.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 30 },
            { name: 'tanstack', test: /node_modules\/@tanstack\//, priority: 20 },
            { name: 'map', test: /node_modules\/(maplibre-gl|supercluster|kdbush)\//, priority: 20 },
            { name: 'base', tags: ['$initial'], test: /node_modules\//, priority: 10 },
            { name: 'own', tags: ['$initial'], priority: 5 },
            { name: 'chart', test: /node_modules\/(echarts|zrender)\//, priority: 20 },
          ],
        },
      },
    },
  },
})
