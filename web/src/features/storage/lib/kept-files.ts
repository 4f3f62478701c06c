/** Files of uploads that are under way, kept by the browser so that a reload does not lose them. */
const database = 'atelier-uploads';
const table = 'files';
const keptForMs = 24 * 60 * 60 * 1000;

interface Kept {
  file: File;
  at: number;
}

/** Null where the browser keeps nothing: a private window, a page from another time. */
function open(): Promise<IDBDatabase | null> {
  if (typeof indexedDB === 'undefined') return Promise.resolve(null);
  return new Promise((done) => {
    const request = indexedDB.open(database, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(table));
    request.addEventListener('success', () => done(request.result));
    request.addEventListener('error', () => done(null));
    request.addEventListener('blocked', () => done(null));
  });
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  const opened = await open();
  if (!opened) return null;
  return new Promise<T | null>((done) => {
    const transaction = opened.transaction(table, mode);
    const request = act(transaction.objectStore(table));
    const end = (value: T | null) => {
      opened.close();
      done(value);
    };
    transaction.addEventListener('complete', () => end(request.result));
    // Full, or not allowed: then a reload asks for the file again.
    transaction.addEventListener('abort', () => end(null));
    transaction.addEventListener('error', () => end(null));
  });
}

/** Gives whether it is kept. */
export async function keepFile(id: string, file: File): Promise<boolean> {
  return (await within('readwrite', (store) => store.put({ file, at: Date.now() } satisfies Kept, id))) !== null;
}

export async function keptFile(id: string): Promise<File | null> {
  const kept = await within<Kept | undefined>('readonly', (store) => store.get(id) as IDBRequest<Kept | undefined>);
  return kept?.file ?? null;
}

export async function dropFile(id: string): Promise<void> {
  await within('readwrite', (store) => store.delete(id));
}

/** What tabs left that were closed for good. */
export async function dropOldFiles(): Promise<void> {
  const ids = (await within('readonly', (store) => store.getAllKeys())) ?? [];
  for (const id of ids) {
    const kept = await within<Kept | undefined>('readonly', (store) => store.get(id) as IDBRequest<Kept | undefined>);
    if (kept && Date.now() - kept.at > keptForMs) await within('readwrite', (store) => store.delete(id));
  }
}
