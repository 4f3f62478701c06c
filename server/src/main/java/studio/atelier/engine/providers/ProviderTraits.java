package studio.atelier.engine.providers;

/// What an adapter declares about its provider; the retry rule rests on it.
///
/// @param keyRequired    a call needs a key
/// @param jobs           `submit` may answer with a handle, and `poll` works
/// @param safeToResume   a handle may be polled again after a restart
/// @param safeToRetry    the same call may be sent twice without a second bill or a second effect
/// @param cancels        `cancel` reaches the provider
/// @param failuresBilled the provider may bill for a failed or cancelled job
/// @param concurrency    calls at once for one key, at most; 1 to 1000
public record ProviderTraits(
        boolean keyRequired,
        boolean jobs,
        boolean safeToResume,
        boolean safeToRetry,
        boolean cancels,
        boolean failuresBilled,
        int concurrency) {

    public ProviderTraits {
        if (concurrency < 1 || concurrency > 1000) {
            throw new IllegalArgumentException("concurrency is 1 to 1000, not " + concurrency);
        }
    }
}
