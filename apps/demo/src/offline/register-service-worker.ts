/// <reference types="vite/client" />

/** Makes the built site work offline; where there are no service workers it works online. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(new URL('./service-worker.js', document.baseURI)).catch(() => {
    // a page from a place without service workers stays online
  });
}
