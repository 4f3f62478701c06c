package studio.atelier.platform.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// One person's live feed as server-sent events, until the listener goes or may not listen any more.
final class EventStream {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final int WAITING_MAX = 512;

    private final FeedHub hub;
    private final JsonMapper json;
    private final Map<String, FeedView> views = new HashMap<>();
    private final Visibility visibility;
    private final Duration commentEvery;

    /// @param commentEvery how often a quiet stream shows a sign of life; 15 s keeps every proxy awake
    EventStream(FeedHub hub, JsonMapper json, List<FeedView> views, Visibility visibility, Duration commentEvery) {
        this.hub = hub;
        this.json = json;
        this.visibility = visibility;
        this.commentEvery = commentEvery;
        views.forEach(view -> this.views.put(view.table(), view));
    }

    /// Writes until the feed cuts it, `mayListen` says no, or the connection breaks.
    ///
    /// @param mayListen asked with every sign of life
    void write(UUID person, @Nullable String lastEventId, OutputStream out, BooleanSupplier mayListen)
            throws IOException, InterruptedException {
        String from = hub.position();
        try (Subscription subscription = hub.join(person, change -> isOf(person, change), WAITING_MAX, lastEventId)) {
            // An id without data tells nothing and is what the browser comes back with.
            send(out, lastEventId == null && from != null ? ": live\nid: " + from + "\n\n" : ": live\n\n");
            boolean open = true;
            long comment = System.nanoTime() + commentEvery.toNanos();
            while (open) {
                Duration left = Duration.ofNanos(Math.max(1_000_000, comment - System.nanoTime()));
                Optional<Message> message = subscription.next(left);
                if (message.isPresent()) {
                    open = write(message.get(), out);
                }
                if (System.nanoTime() >= comment) {
                    open &= mayListen.getAsBoolean();
                    send(out, ": still here\n\n");
                    comment = System.nanoTime() + commentEvery.toNanos();
                }
            }
        }
    }

    private boolean isOf(UUID person, Change change) {
        FeedView view = views.get(change.table());
        return view != null && view.owner(change).filter(person::equals).isPresent();
    }

    /// @return whether the stream goes on
    private boolean write(Message message, OutputStream out) throws IOException, InterruptedException {
        switch (message) {
            case Message.Changed(Change change) -> changed(change, out);
            case Message.Told(String event, Object data) -> send(out, event(null, event, data));
            case Message.Missed _ -> send(out, event(hub.position(), "reset", Map.of()));
            case Message.Cut _ -> {
                return false;
            }
        }
        return true;
    }

    private void changed(Change change, OutputStream out) throws IOException, InterruptedException {
        FeedView view = views.get(change.table());
        if (view == null) {
            return;
        }
        Object data;
        try {
            visibility.await(change.xid());
            data = view.render(change);
        } catch (RuntimeException failure) {
            log.warn("{} cannot be told, the page fetches anew", change, failure);
            send(out, event(change.lsn(), "reset", Map.of()));
            return;
        }
        if (data != null) {
            send(out, event(change.lsn(), view.event(), data));
        }
    }

    /// JSON has no line ends, so one data line is enough.
    private String event(@Nullable String id, String name, Object data) {
        return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + json.writeValueAsString(data)
                + "\n\n";
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }
}
