// Builds the window into ui/dist; `npm run dev` serves it against the test bridge.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [svelte()],
  base: './',
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    proxy: { '/call': 'http://127.0.0.1:1421', '/events': 'http://127.0.0.1:1421' },
  },
  build: {
    target: 'es2022',
    // The strict policy of the window allows fonts and styles from its own files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
})
