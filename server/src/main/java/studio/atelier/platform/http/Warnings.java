package studio.atelier.platform.http;

import java.util.function.Consumer;

/// What whoever asked should know although the request succeeds; for the header `x-atelier-warning` of the answer,
/// never for deciding.
public final class Warnings {

    private static final ScopedValue<Consumer<String>> HEARD = ScopedValue.newInstance();

    private Warnings() {}

    /// Runs what serves a request.
    ///
    /// @param heard told on the thread that warns
    /// @param <X>   what the work throws
    public static <X extends Throwable> void hear(Consumer<String> heard, ScopedValue.CallableOp<?, X> work) throws X {
        var _ = ScopedValue.where(HEARD, heard).call(work);
    }

    /// @param warning an item of a structured field: `budget_soft_limit;scope="person"`; ASCII
    public static void tell(String warning) {
        if (HEARD.isBound()) {
            HEARD.get().accept(warning);
        }
    }
}
