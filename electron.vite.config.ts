/**
 * One build for the companion (main process, command line, threads), the preload and the pages.
 * Only what must stay outside is external: Electron itself and the native SQLite module.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  version: string;
};
/** Put in at build time, so that nothing reads package.json at run time. */
const define = { __COINFALL_VERSION__: JSON.stringify(version) };

export default defineConfig({
  main: {
    define,
    build: {
      outDir: 'out/main',
      target: 'node24',
      // Playwright serves `bench` in a checkout only; it is never shipped.
      externalizeDeps: { include: ['@playwright/test'] },
      rollupOptions: {
        input: {
          index: resolve(root, 'electron/main/index.ts'),
          cli: resolve(root, 'electron/cli/index.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(root, 'electron/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react()],
    base: './',
    build: {
      outDir: resolve(root, 'out/renderer'),
      target: 'chrome120',
      assetsInlineLimit: 0,
      // electron-vite leaves this off; an overlay has 140 kB (gzip) and no more.
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          overlay: resolve(root, 'renderer/overlay/index.html'),
          preview: resolve(root, 'renderer/overlay/preview.html'),
          dashboard: resolve(root, 'renderer/dashboard/index.html'),
        },
      },
    },
  },
});
