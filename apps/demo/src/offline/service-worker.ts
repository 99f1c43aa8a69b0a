// Answers with the files of this build, so that the site works offline, and with the headers that a static host does not send: from the
// second visit on the page is cross-origin isolated, and its kernels have threads.

export {};

interface LifecycleEvent {
  waitUntil(done: Promise<unknown>): void;
}

interface FetchEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** As much of a service worker's global scope as is used here. */
interface ServiceWorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifecycleEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}

declare const __PRECACHE_FILES__: readonly string[];
declare const __PRECACHE_VERSION__: string;

const scope = globalThis as unknown as ServiceWorkerScope;
const cacheName = `cohort-${__PRECACHE_VERSION__}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then(async (cache) => cache.addAll(__PRECACHE_FILES__.map((file) => new Request(file, { cache: 'reload' }))))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then(async (names) => Promise.all(names.filter((name) => name.startsWith('cohort-') && name !== cacheName).map(async (name) => caches.delete(name))))
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope.registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const isPage = request.mode === 'navigate';
  const cached = await cache.match(isPage ? './' : request, { ignoreSearch: true });
  return cached ? isolated(cached) : fetch(request);
}

function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
