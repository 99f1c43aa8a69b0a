import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Theme } from './cohort-element.ts';

/** Whether an element is dark, by its theme or else by the reader's `prefers-color-scheme`; when that changes, the element is updated. */
export function colorScheme(host: ReactiveControllerHost & { readonly theme: Theme }): { readonly isDark: boolean } {
  const preferred = matchMedia('(prefers-color-scheme: dark)');
  const update = (): void => host.requestUpdate();
  const controller: ReactiveController = {
    hostConnected: () => preferred.addEventListener('change', update),
    hostDisconnected: () => preferred.removeEventListener('change', update),
  };
  host.addController(controller);
  return {
    get isDark() {
      return host.theme === 'dark' || (host.theme !== 'light' && preferred.matches);
    },
  };
}
