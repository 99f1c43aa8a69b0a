import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';

/** Headers under which memory can be shared, and kernels have threads; a static host sends none, and the service worker adds them. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * `wasm-unsafe-eval` compiles the kernels, `blob:` starts their threads; no inline script, style or handler.
 * The development server puts styles and a socket of its own into the page, so it does without.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function strictPolicy(): Plugin {
  return {
    name: 'cohort-content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy }, injectTo: 'head-prepend' },
    ],
  };
}

/** Gives the service worker the list of files, and a version that changes with any of them. */
function precache(): Plugin {
  return {
    name: 'cohort-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = Object.values(bundle).find(({ fileName }) => fileName === 'service-worker.js');
        if (worker?.type !== 'chunk') throw new Error('no service worker in the build');
        const files = Object.values(bundle).filter(({ fileName }) => fileName !== worker.fileName && !fileName.endsWith('.map'));
        const hash = createHash('sha256').update(worker.code);
        for (const file of files) hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        const names = ['', 'icon.svg', 'manifest.webmanifest', ...files.map(({ fileName }) => fileName).filter((name) => name !== 'index.html')];
        worker.code = worker.code
          .replace('__PRECACHE_FILES__', JSON.stringify(names.map((name) => `./${name}`)))
          .replace('__PRECACHE_VERSION__', JSON.stringify(hash.digest('hex').slice(0, 12)));
      },
    },
  };
}

// loaded by who asks for the engine tfjs, which the page does not
const external = [/^@tensorflow\//];

export default defineConfig({
  // any folder of a static host will do
  base: './',
  resolve: { conditions: ['@cohort-rl/source', 'module', 'browser'] },
  server: { host: '127.0.0.1', headers: isolation },
  preview: { host: '127.0.0.1', headers: isolation },
  worker: { format: 'es', rolldownOptions: { external } },
  build: {
    target: 'es2022',
    rolldownOptions: {
      external,
      input: { index: 'index.html', 'service-worker': 'src/offline/service-worker.ts' },
      output: { entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  plugins: [strictPolicy(), precache()],
});
