package studio.atelier.platform.limits;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What the limits said while one request was served, the first first; for the headers of its answer, never
/// for deciding. Thread-safe.
public final class Standings {

    private static final ScopedValue<Standings> CURRENT = ScopedValue.newInstance();

    /// A request meets two or three.
    private static final int KEPT_MAX = 8;

    private final Map<String, Standing> byName = new LinkedHashMap<>();
    private final Consumer<List<Standing>> heard;

    private Standings(Consumer<List<Standing>> heard) {
        this.heard = heard;
    }

    /// Runs what serves a request.
    ///
    /// @param heard told on the thread that met a limit, with all that were met so far
    /// @param <X>   what the work throws
    public static <X extends Throwable> void hear(Consumer<List<Standing>> heard, ScopedValue.CallableOp<?, X> work)
            throws X {
        var _ = ScopedValue.where(CURRENT, new Standings(heard)).call(work);
    }

    /// Those of the request this thread serves; none outside of one.
    public static List<Standing> current() {
        return CURRENT.isBound() ? CURRENT.get().all() : List.of();
    }

    static void tell(Standing standing) {
        if (CURRENT.isBound()) {
            CURRENT.get().add(standing);
        }
    }

    private void add(Standing standing) {
        synchronized (byName) {
            if (byName.size() < KEPT_MAX || byName.containsKey(standing.name())) {
                byName.put(standing.name(), standing);
            }
        }
        heard.accept(all());
    }

    private List<Standing> all() {
        synchronized (byName) {
            return List.copyOf(byName.values());
        }
    }
}
