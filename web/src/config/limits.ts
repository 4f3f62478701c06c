/** Limits of the interface, each with its unit in the name. The server has its own and always decides. */
export const limits = {
  promptCharactersMax: 32_000,
  promptHistoryMax: 100,
  promptLinesShownMax: 10,
  estimateDelayMs: 280,
  searchDelayMs: 220,
  pageSize: 40,
  recentCount: 40,
  undoVisibleMs: 9_000,
  pollWhileDisconnectedMs: 4_000,
  reconnectFirstMs: 800,
  reconnectMaxMs: 20_000,
  bulkDownloadMax: 50,
  bulkParallelMax: 4,
  uploadBytesMax: 25 * 1024 * 1024,
  waveformBars: 120,
} as const;
