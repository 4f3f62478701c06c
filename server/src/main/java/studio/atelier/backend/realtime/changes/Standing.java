package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// One listener's standing wishes. Thread-safe: the listener is called under this object's lock.
final class Standing implements Registration {

    private static final Logger log = LoggerFactory.getLogger(Standing.class);

    private final List<Long> ids;
    private final List<Target> targets;
    private final Listener listener;
    private final Consumer<Standing> leave;
    private final JsonMapper json;
    private final Map<Long, Compiled> compiled = new ConcurrentHashMap<>();
    private volatile Viewer viewer;
    private volatile boolean closed;

    /// Whether the bindings were found good. Guarded by this.
    private boolean ready;

    /// What the listener was told last. Guarded by this.
    private boolean live;

    /// @param leave called once, when it is closed
    Standing(
            List<Long> ids,
            List<Target> targets,
            Audience audience,
            Listener listener,
            Consumer<Standing> leave,
            JsonMapper json) {
        this.ids = List.copyOf(ids);
        this.targets = List.copyOf(targets);
        this.listener = listener;
        this.leave = leave;
        this.json = json;
        this.viewer = Viewer.of(audience, json);
    }

    /// What was made of the targets for one shape and role.
    private record Compiled(Shape shape, String role, List<Wish> wishes) {}

    @Override
    public List<Long> ids() {
        return ids;
    }

    @Override
    public void audience(Audience renewed) {
        viewer = Viewer.of(renewed, json);
    }

    @Override
    public void close() {
        closed = true;
        leave.accept(this);
    }

    Viewer viewer() {
        return viewer;
    }

    List<Target> targets() {
        return targets;
    }

    boolean isClosed() {
        return closed;
    }

    /// Its wishes for a table; none when they cannot be met any more, for instance because a column is gone.
    List<Wish> wishes(Shape shape, String role, Wishes maker) {
        Compiled known = compiled.get(shape.oid());
        if (known != null && known.shape().equals(shape) && known.role().equals(role)) {
            return known.wishes();
        }
        List<Wish> wishes = new ArrayList<>();
        try {
            for (Target target : targets) {
                if (target.matches(shape)) {
                    wishes.add(maker.wish(target, shape, role));
                }
            }
        } catch (Wishes.Refused refused) {
            log.debug("a subscription to {} is not served any more: {}", shape.sql(), refused.getMessage());
            wishes = List.of();
        }
        compiled.put(shape.oid(), new Compiled(shape, role, List.copyOf(wishes)));
        return wishes;
    }

    /// The bindings are good.
    ///
    /// @param reading whether the log is being read; asked under the lock, so that a beginning is not missed
    synchronized void found(BooleanSupplier reading) {
        ready = true;
        if (reading.getAsBoolean()) {
            begun();
        }
    }

    synchronized void refused(String message) {
        tell(() -> listener.problem(message));
    }

    synchronized void begun() {
        if (ready && !live) {
            live = true;
            tell(listener::subscribed);
        }
    }

    synchronized void lost(String reason) {
        if (live) {
            live = false;
            tell(() -> listener.lost(reason));
        }
    }

    synchronized void changed(long[] concerned, byte[] data) {
        if (live) {
            tell(() -> listener.changed(concerned, data));
        }
    }

    /// Nothing is told after the end; a listener that fails harms nobody else.
    private void tell(Runnable word) {
        if (closed) {
            return;
        }
        try {
            word.run();
        } catch (RuntimeException failure) {
            log.warn("a listener of changes failed", failure);
        }
    }

    /// The tables of these that it wants.
    Set<Shape> wanted(Shapes.Read read) {
        Set<Shape> wanted = new HashSet<>();
        for (Shape shape : read.tables().values()) {
            if (targets.stream().anyMatch(target -> target.matches(shape))) {
                wanted.add(shape);
            }
        }
        return wanted;
    }

    /// The target for which there is no table.
    @Nullable
    Target unserved(Shapes.Read read) {
        for (Target target : targets) {
            if (read.tables().values().stream().noneMatch(target::matches)) {
                return target;
            }
        }
        return null;
    }

    boolean open() {
        return targets.stream().anyMatch(Target::open);
    }
}
