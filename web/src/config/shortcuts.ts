export type ShortcutScope = 'global' | 'studio' | 'compare' | 'library' | 'storage' | 'viewer';

export interface Shortcut {
  scope: ShortcutScope;
  /** Alternatives; `Mod` is Command on a Mac and Control elsewhere. */
  keys: readonly string[];
  label: string;
}

/** Every shortcut of the app: what fires, and what the help shows. */
export const shortcuts = {
  palette: { scope: 'global', keys: ['Mod+K'], label: 'Open the command palette' },
  help: { scope: 'global', keys: ['Shift+?', 'Mod+/'], label: 'Show all shortcuts' },
  goStudio: { scope: 'global', keys: ['1'], label: 'Go to the studio' },
  goLibrary: { scope: 'global', keys: ['2'], label: 'Go to the library' },
  goProjects: { scope: 'global', keys: ['3'], label: 'Go to projects' },
  goUsage: { scope: 'global', keys: ['4'], label: 'Go to usage' },
  goKeys: { scope: 'global', keys: ['5'], label: 'Go to keys' },
  queue: { scope: 'global', keys: ['Q'], label: 'Open the queue' },
  goStorage: { scope: 'global', keys: ['6'], label: 'Go to storage' },
  generate: { scope: 'studio', keys: ['Mod+Enter'], label: 'Generate' },
  cancel: { scope: 'studio', keys: ['Shift+X'], label: 'Cancel the shown generation' },
  focusPrompt: { scope: 'studio', keys: ['/'], label: 'Write in the prompt' },
  promptBack: { scope: 'studio', keys: ['Alt+ArrowUp'], label: 'Earlier prompt' },
  promptForward: { scope: 'studio', keys: ['Alt+ArrowDown'], label: 'Later prompt' },
  foldLeft: { scope: 'studio', keys: ['T', 'O'], label: 'Fold the create panel' },
  foldRight: { scope: 'studio', keys: ['G'], label: 'Fold the library strip' },
  foldBoth: { scope: 'studio', keys: ['F'], label: 'Fold both sides' },
  openViewer: { scope: 'studio', keys: ['Z'], label: 'Open the viewer' },
  favouriteModel: { scope: 'studio', keys: ['Mod+D'], label: 'Favourite the marked model' },
  previousColumn: { scope: 'compare', keys: ['ArrowLeft'], label: 'The result before' },
  nextColumn: { scope: 'compare', keys: ['ArrowRight'], label: 'The next result' },
  pickWinner: { scope: 'compare', keys: ['W'], label: 'Pick the winner' },
  retryColumn: { scope: 'compare', keys: ['R'], label: 'Run this one again' },
  moveTile: {
    scope: 'library',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    label: 'Move through the pictures',
  },
  openTile: { scope: 'library', keys: ['Enter'], label: 'Open in the viewer' },
  selectTile: { scope: 'library', keys: ['Space'], label: 'Select or unselect' },
  selectAll: { scope: 'library', keys: ['Mod+A'], label: 'Select everything loaded' },
  trashTile: { scope: 'library', keys: ['Delete'], label: 'Move to the trash' },
  undo: { scope: 'library', keys: ['Mod+Z'], label: 'Undo the last delete' },
  previous: { scope: 'viewer', keys: ['ArrowLeft'], label: 'Newer one' },
  next: { scope: 'viewer', keys: ['ArrowRight'], label: 'Older one' },
  details: { scope: 'viewer', keys: ['I'], label: 'Show or hide details' },
  zoom: { scope: 'viewer', keys: ['Z'], label: 'Zoom to full size and back' },
  remix: { scope: 'viewer', keys: ['R'], label: 'Remix: everything but the seed' },
  useSeed: { scope: 'viewer', keys: ['S'], label: 'Use the seed' },
  usePrompt: { scope: 'viewer', keys: ['P'], label: 'Use the prompt' },
  useAll: { scope: 'viewer', keys: ['A'], label: 'Use everything' },
  openEntry: { scope: 'storage', keys: ['Enter'], label: 'Open a folder or a file' },
  selectEntry: { scope: 'storage', keys: ['Space'], label: 'Select or unselect' },
  selectEntries: { scope: 'storage', keys: ['Mod+A'], label: 'Select everything loaded' },
  renameEntry: { scope: 'storage', keys: ['F2'], label: 'Rename a file' },
  removeEntry: { scope: 'storage', keys: ['Delete'], label: 'Delete' },
  trash: { scope: 'viewer', keys: ['Delete'], label: 'Move to the trash' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;
