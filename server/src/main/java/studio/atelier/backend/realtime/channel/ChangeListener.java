package studio.atelier.backend.realtime.channel;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.changes.Listener;

/// Passes changes of rows on to a channel; what is said before the join is answered is said after it.
/// Thread-safe.
final class ChangeListener implements Listener {

    private static final String EXTENSION = "postgres_changes";

    private final Channel channel;

    /// What waits for the answer to the join; null once it has gone out.
    private @Nullable Deque<Runnable> early = new ArrayDeque<>();

    ChangeListener(Channel channel) {
        this.channel = channel;
    }

    /// The join has been answered.
    synchronized void begin() {
        Deque<Runnable> waiting = early;
        early = null;
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    @Override
    public void changed(long[] ids, byte[] dataJson) {
        say(() -> channel.changed(ids, dataJson));
    }

    @Override
    public void problem(String message) {
        say(() -> system("error", message));
    }

    @Override
    public void subscribed() {
        say(() -> system("ok", "Subscribed to PostgreSQL"));
    }

    @Override
    public void lost(String reason) {
        say(() -> system("error", reason));
    }

    private void system(String status, String message) {
        channel.push(null, "system", Json.system(EXTENSION, status, message, channel.name()));
    }

    private synchronized void say(Runnable what) {
        if (channel.over()) {
            return;
        }
        if (early == null) {
            what.run();
        } else {
            early.add(what);
        }
    }
}
