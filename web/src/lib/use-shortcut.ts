import { useEffect, useRef } from 'react';
import { shortcuts, type ShortcutName, type ShortcutScope } from '@/config/shortcuts';
import { usePreferences } from '@/lib/stores/preferences';

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const typingTags = new Set(['INPUT', 'TEXTAREA', 'SELECT']);

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (typingTags.has(target.tagName) || target.isContentEditable);
}

/** Does this key press mean this combination? Single letters ignore Shift only when Shift is not asked for. */
export function matches(event: KeyboardEvent, combination: string): boolean {
  const parts = combination.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  if ((isMac ? event.metaKey : event.ctrlKey) !== mod) return false;
  if (event.altKey !== parts.includes('Alt')) return false;
  if (event.shiftKey !== parts.includes('Shift')) return false;
  const pressed = event.key === ' ' ? 'Space' : event.key;
  return pressed.toLowerCase() === key.toLowerCase();
}

/** Which scope the open dialog allows; without a dialog every scope but the viewer's own is heard. */
function heard(scope: ShortcutScope): boolean {
  const dialogs = document.querySelectorAll<HTMLElement>(
    '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]',
  );
  const top = [...dialogs].at(-1);
  if (!top) return scope !== 'viewer';
  return top.dataset.shortcuts === scope;
}

/**
 * Runs `act` when the named shortcut is pressed. Never while a person types (unless the combination carries Mod or
 * Alt), never behind a dialog, never when shortcuts are switched off.
 */
export function useShortcut(name: ShortcutName, act: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  const on = usePreferences((state) => state.shortcutsOn);
  useEffect(() => {
    if (!enabled) return;
    const { keys, scope } = shortcuts[name];
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const combination = keys.find((candidate) => matches(event, candidate));
      if (!combination) return;
      const modified = combination.includes('Mod+') || combination.includes('Alt+');
      if (!modified && (!on || isTyping(event.target))) return;
      if (!heard(scope)) return;
      event.preventDefault();
      latest.current(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [name, enabled, on]);
}

const symbols: Record<string, string> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  Alt: isMac ? '⌥' : 'Alt',
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The keys of a combination as they stand on a keyboard. */
export function keyCaps(combination: string): string[] {
  return combination.split('+').map((part) => symbols[part] ?? part);
}
