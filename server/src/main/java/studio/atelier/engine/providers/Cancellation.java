package studio.atelier.engine.providers;

/// What is known after a provider was told to stop.
public enum Cancellation {
    /// Stopped, nothing will be billed.
    STOPPED,
    /// Stopped or not, the provider may bill.
    MAY_BE_BILLED,
    /// It was finished already; the next poll delivers.
    TOO_LATE
}
